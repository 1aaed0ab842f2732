import { expect, test } from 'vitest';
import { flowAlong, learnFlow } from './session-flow.ts';
import { planSticky, type StickyInput, type StickyPod } from './sticky-plan.ts';
import { STICKY_RULES } from './sticky-rules.ts';
import { mayGo } from './storm-governor.ts';

const NOON = Date.UTC(2025, 10, 21, 12);
const pod = (name: string, connections: number, shutMinutesAgo: number | null = null): StickyPod => ({
  name,
  ready: true,
  createdAt: 0,
  connections,
  shutAt: shutMinutesAgo === null ? null : NOON - shutMinutesAgo * 60_000,
});
const input = (over: Partial<StickyInput>): StickyInput => ({
  at: NOON,
  pods: [],
  wanted: 2,
  wantedLater: null,
  wantedSoon: null,
  peopleSoon: [0],
  capacityPerPod: 100,
  flow: null,
  storm: false,
  rules: { ...STICKY_RULES, waitShare: 1 },
  ...over,
});

test('pods that are not wanted are shut, the emptiest first, and none goes with people on it', () => {
  const pods = [pod('a', 50), pod('b', 40), pod('c', 45), pod('d', 0)];

  const plan = planSticky(input({ pods, peopleSoon: [140] }));

  expect(plan).toEqual({ replicas: 3, shut: ['d', 'b'], open: [], go: ['d'] });
});

test('a fall that is foreseen shuts pods while they are still wanted', () => {
  const pods = [pod('a', 60), pod('b', 60), pod('c', 60)];

  expect(planSticky(input({ pods, wanted: 3, wantedLater: 1, peopleSoon: [180] })).shut).toEqual(['a', 'b']);
  expect(planSticky(input({ pods, wanted: 3, wantedLater: 3, peopleSoon: [180] })).shut).toEqual([]);
});

test('no pod is shut whose newcomers the others could not take', () => {
  const pods = [pod('a', 95), pod('b', 95), pod('c', 95)];

  expect(planSticky(input({ pods, wanted: 3, wantedLater: 1, peopleSoon: [300] })).shut).toEqual([]);
});

test('nor one without which those who come would wait to be taken', () => {
  const pods = [pod('a', 10), pod('b', 10), pod('c', 10)];
  const rules = { ...STICKY_RULES, acceptPerSecondPerPod: 0.1 };

  expect(planSticky(input({ pods, wanted: 1, peopleSoon: [30, 40], rules })).shut).toHaveLength(1);
});

test('when more are wanted, shut pods are opened before any is started', () => {
  const pods = [pod('a', 90), pod('b', 90), pod('c', 30, 5), pod('d', 10, 5)];

  const plan = planSticky(input({ pods, wanted: 4, peopleSoon: [380] }));

  expect(plan).toMatchObject({ replicas: 4, open: ['c', 'd'], go: [] });
});

test.each([
  ['one that is nearly empty', [pod('a', 50), pod('b', 50), pod('c', 9, 1)], {}, ['c']],
  ['one with people on it waits', [pod('a', 50), pod('b', 50), pod('c', 40, 1)], {}, []],
  ['one with people goes when patience is over', [pod('a', 50), pod('b', 50), pod('c', 40, 20)], {}, ['c']],
  ['one with people goes when too many wait', [pod('a', 50), pod('b', 50), pod('c', 40, 1)], { waitShare: 0 }, ['c']],
  ['nobody goes where there is no room', [pod('a', 99), pod('b', 99), pod('c', 40, 20)], {}, []],
])('what may go: %s', (_name, pods, rules, go) => {
  const people = pods.reduce((sum, { connections }) => sum + connections, 0);
  const plan = planSticky(input({ pods, peopleSoon: [people], rules: { ...STICKY_RULES, waitShare: 1, ...rules } }));
  expect(plan.go).toEqual(go);
});

test('pods that still start go before any that serves', () => {
  const pods = [pod('a', 50), pod('b', 50), { ...pod('c', 0), ready: false }];

  expect(planSticky(input({ pods, peopleSoon: [100] }))).toMatchObject({ replicas: 2, go: [] });
});

test('a pod that starts is kept where it will soon be needed, and shuts no other', () => {
  const pods = [pod('a', 50), pod('b', 50), { ...pod('c', 0), ready: false }];

  expect(planSticky(input({ pods, wantedSoon: 3, peopleSoon: [100] }))).toMatchObject({
    replicas: 3,
    shut: [],
    go: [],
  });
});

test('in a storm every door is opened and nobody goes', () => {
  const pods = [pod('a', 50), pod('b', 5, 30), pod('c', 0, 30)];

  const plan = planSticky(input({ pods, wanted: 1, storm: true, peopleSoon: [55] }));

  expect(plan).toEqual({ replicas: 3, shut: [], open: ['b', 'c'], go: [] });
});

test('how fast people leave is learned from counts and comings', () => {
  const first = learnFlow(null, 0, 100, 1000);
  const second = learnFlow(first, 60_000, 100, 1006);
  const restarted = learnFlow(second, 120_000, 100, 3);

  expect(second?.leavePerSecond).toBeCloseTo(0.001, 6);
  expect(restarted?.leavePerSecond).toBe(second?.leavePerSecond);
});

test('in a fall that is faster than people leave, nobody comes', () => {
  expect(flowAlong([100, 50], 60, 0.001)).toEqual([{ arrivals: 0, departures: 50 }]);
});

test('moving people is bounded by places and by how fast they are taken', () => {
  const room = { places: 1000, share: 0.5, acceptPerSecond: 10, seconds: 60, acceptShare: 0.5 };

  expect(mayGo([0, 0, 200, 200], room)).toBe(3);
  expect(mayGo([200, 200, 200], { ...room, acceptPerSecond: 100 })).toBe(2);
});
