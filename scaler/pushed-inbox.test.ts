import { expect, test } from 'vitest';
import { CollectorPushed } from './collector-pushed.ts';
import type { SourceOf } from './metric-source.ts';
import { PushedInbox, type PushedInboxOptions } from './pushed-inbox.ts';
import { collecting, NEVER } from './source-fixture.ts';

const NOW = 1_700_000_040_000;
const at = (secondsBack: number, value = 1) => ({ at: NOW - secondsBack * 1000, value });

function opened(options: PushedInboxOptions = {}) {
  const clock = { now: NOW };
  const inbox = new PushedInbox({ ...options, now: () => clock.now });
  inbox.declare('shop/chat', 'live');
  return { inbox, clock, push: (...samples: ReturnType<typeof at>[]) => inbox.push('shop/chat', 'live', samples) };
}
const reasons = ({ refusals }: ReturnType<PushedInbox['push']>) => refusals.map(({ reason, count }) => [reason, count]);

test('samples may come in any order, and come out in theirs', () => {
  const { inbox, push } = opened();

  push(at(10, 1), at(30, 3));
  push(at(20, 2));

  expect(inbox.read('shop/chat', 'live', NOW - 20_000, NOW).map(({ value }) => value)).toEqual([2, 1]);
});

test('sending again changes nothing', () => {
  const { inbox, push } = opened();

  push(at(10, 1));

  expect(push(at(10, 9))).toEqual({ taken: 0, refusals: [{ reason: 'duplicate', count: 1, firstAt: NOW - 10_000 }] });
  expect(inbox.read('shop/chat', 'live', 0, NOW)).toEqual([at(10, 1)]);
});

test('what cannot be taken is told by its reason, and the rest is taken', () => {
  const { push } = opened({ keepSeconds: 60, futureSeconds: 5 });

  const answer = push(at(-6), at(-5), at(61), at(60), at(1, Number.NaN), { at: 0.5, value: 1 });

  expect(answer.taken).toBe(2);
  expect(reasons(answer)).toEqual([
    ['future', 1],
    ['too-old', 1],
    ['not-finite', 1],
    ['bad-time', 1],
  ]);
});

test('there is a bound to what waits, and room again when it has become old', () => {
  const { push, clock } = opened({ mostSamples: 2, keepSeconds: 60 });

  expect(reasons(push(at(3), at(2), at(1)))).toEqual([['too-many', 1]]);
  clock.now += 59_000;

  expect(push(at(-59)).taken).toBe(1);
});

test('there is a bound to what comes in a minute, and it refills as time goes by', () => {
  const { push, clock } = opened({ samplesPerMinute: 60 });
  const many = (from: number) => Array.from({ length: 100 }, (_, index) => at((from - index) / 1000));

  expect(push(...many(0)).taken).toBe(60);
  clock.now += 10_000;
  expect(push(...many(5_000)).taken).toBe(10);
  clock.now -= 3_600_000;
  expect(push(at(3_601)).taken).toBe(0);
});

test('nobody may push what was not declared, by whatever name', () => {
  const { inbox } = opened();

  for (const [workload, metric] of [
    ['shop/chat', 'other'],
    ['shop', 'chat/live'],
    ['__proto__', 'live'],
  ] as const) {
    expect(() => inbox.push(workload, metric, [at(1)])).toThrow('Nobody may push this metric');
  }
});

function collector(inbox: PushedInbox, more: Partial<SourceOf<'pushed'>> = {}) {
  const source = {
    kind: 'pushed',
    name: 'live',
    capacityPerPod: 1,
    timeoutSeconds: 1,
    counter: false,
    ...more,
  } as const;
  return new CollectorPushed(source, collecting(NOW, { inbox }).settings);
}
const window = { fromAt: NOW - 120_000, toAt: NOW, stepSeconds: 60 };

test('its collector reads a window as often as it is asked, until it is closed', async () => {
  const { inbox, push } = opened();
  const collecting = collector(inbox);
  push(at(200), at(90, 4), at(30, 5));

  const once = await collecting.collect(window, NEVER);

  expect(once).toEqual([at(90, 4), at(30, 5)]);
  expect(await collecting.collect(window, NEVER)).toEqual(once);
  await collecting.close();
  expect(inbox.has('shop/chat', 'live')).toBe(false);
});

test('a pushed counter becomes a rate, with what came before the window, also when it began anew', async () => {
  const { inbox, push } = opened();
  push(at(130, 100), at(100, 400), at(70, 30), at(40, 60));

  const samples = await collector(inbox, { counter: true }).collect(window, NEVER);

  expect(samples).toEqual([at(100, 10), at(70, 1), at(40, 1)]);
});

test('without an inbox it cannot be opened', () => {
  const source = { kind: 'pushed', name: 'live', capacityPerPod: 1, timeoutSeconds: 1, counter: false } as const;

  expect(() => new CollectorPushed(source, collecting(NOW).settings)).toThrow('no inbox');
});
