import { expect, test } from 'vitest';
import type { CountedPod } from './pod-counts.ts';
import { STICKY_RULES } from './sticky-rules.ts';
import { StickyWatch } from './sticky-watch.ts';

const MINUTE = 60_000;
const pod = (name: string, connections: number | null, opened: number | null, over: Partial<CountedPod> = {}) => ({
  name,
  ip: name,
  ready: true,
  leaving: false,
  createdAt: 0,
  readyAt: 0,
  closedAt: null,
  connections,
  opened,
  ...over,
});
const watching = () => new StickyWatch({ people: 'connections', rules: STICKY_RULES }, 100);

test('how fast people leave is learned from what pods say', () => {
  const watch = watching();

  watch.take(0, [pod('a', 50, 500), pod('b', 50, 100)]);
  watch.take(MINUTE, [pod('a', 50, 503), pod('b', 50, 103)]);

  expect(watch.scene()?.flow?.leavePerSecond).toBeCloseTo(0.001, 6);
});

test('a pod that is new, or began to count anew, has let in what it says; one that was there before tells nothing', () => {
  const watch = watching();
  watch.take(0, [pod('a', 60, 500)]);

  watch.take(MINUTE, [pod('a', 55, 1), pod('new', 10, 11, { createdAt: 1 }), pod('seen late', 5, 9_000)]);

  expect(watch.scene()?.flow?.opened).toBe(12);
});

test('people who come from a pod that was let go are no newcomers, and no storm', () => {
  const watch = watching();
  watch.take(0, [pod('a', 50, 500), pod('b', 50, 100)]);
  watch.take(MINUTE, [pod('a', 50, 501), pod('b', 50, 101)]);
  watch.release(['b']);

  watch.take(2 * MINUTE, [pod('a', 100, 552), pod('b', 0, 101, { closedAt: MINUTE })]);

  expect(watch.scene()?.flow).toMatchObject({ connections: 100, stormAt: null });
});

test('people who are all cut off and come back are a storm', () => {
  const watch = watching();
  for (const [minute, opened] of [500, 501, 502].entries()) watch.take(minute * MINUTE, [pod('a', 80, opened)]);

  watch.take(3 * MINUTE, [pod('a', 80, 582)]);

  expect(watch.scene()?.flow).toMatchObject({ stormAt: 3 * MINUTE });
  expect(watch.scene()?.flow?.leavePerSecond).toBeLessThan(0.001);
});

test('a pod that is silent is taken for what it was, or for a full one, and nobody seems to have left', () => {
  const watch = watching();
  watch.take(0, [pod('a', 30, 500), pod('b', 40, 100)]);

  watch.take(MINUTE, [pod('a', null, null), pod('c', null, null), pod('b', 40, 100)]);

  expect(watch.scene()?.pods.map(({ connections }) => connections)).toEqual([30, 100, 40]);
  expect(watch.scene()?.flow?.at).toBe(0);
});
