import { expect, test } from 'vitest';
import { reachableCount } from '#scaler';
import { type HpaReading, isTolerated, proposedReplicas } from './hpa-proposal.ts';
import { DEFAULT_BEHAVIOR, DEFAULT_HPA_TOLERANCE, type HpaSpec, NO_HPA_TOLERANCE } from './hpa-spec.ts';
import { type HpaState, NEW_HPA, syncHpa } from './hpa-twin.ts';

const SPEC: HpaSpec = { minReplicas: 1, maxReplicas: 1000, behavior: DEFAULT_BEHAVIOR, tolerance: NO_HPA_TOLERANCE };
const FREE: HpaSpec = {
  ...SPEC,
  behavior: {
    up: { stabilizationSeconds: 0, select: 'Max', policies: [{ type: 'Percent', value: 1e6, periodSeconds: 1 }] },
    down: { stabilizationSeconds: 0, select: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 1 }] },
  },
};
const pods = (count: number) => ({ spec: count, status: count, ready: count });
const told = (value: number | null, name = 's0-pods', target = 1): HpaReading => ({
  name,
  type: 'AverageValue',
  target,
  answer: value === null ? { error: 'unavailable' } : { values: [value] },
});

/** Lives through looks of 15 s in which HPA is told these counts. */
function live(spec: HpaSpec, from: number, values: readonly (number | null)[]): number[] {
  let [state, current]: [HpaState, number] = [NEW_HPA, from];
  return values.map((value, index) => {
    const look = { at: index * 15_000, pods: pods(current), readings: [told(value)] };
    const outcome = syncHpa(state, spec, look);
    [state, current] = [outcome.state, outcome.replicas];
    return current;
  });
}

test.each([
  ['inside the new form', 22, DEFAULT_HPA_TOLERANCE, 20],
  ['just outside the old form', 22, { form: 'old', both: 0.1 } as const, 22],
  ['inside the old form, below', 18, { form: 'old', both: 0.1 } as const, 20],
  ['outside both', 23, DEFAULT_HPA_TOLERANCE, 23],
  ['up free, down held', 21, { form: 'new', up: 0, down: 0.1 } as const, 21],
  ['down held, up free', 19, { form: 'new', up: 0, down: 0.1 } as const, 20],
])('tolerance: %s', (_name, value, tolerance, count) => {
  expect(proposedReplicas(told(value), pods(20), tolerance)).toBe(count);
});

test.each([
  [[20], 10, 2],
  [[6.111], 1.5, 5],
  [[6.111, 22.222], 10, 3],
  [[0.0001], 1, 1],
])('values %j of target %d are %d pods', (values, target, count) => {
  const reading: HpaReading = { name: 's0-x', type: 'AverageValue', target, answer: { values } };
  expect(proposedReplicas(reading, pods(9), NO_HPA_TOLERANCE)).toBe(count);
});

test('a Value multiplies by the pods that are ready, and so runs away', () => {
  const reading: HpaReading = { name: 's0-x', type: 'Value', target: 1, answer: { values: [2] } };
  expect([1, 2, 4].map((count) => proposedReplicas(reading, pods(count), NO_HPA_TOLERANCE))).toEqual([2, 4, 8]);
});

test.each([
  ['the highest wins', [told(3), told(7, 's1-x')], 5, 7],
  ['one is missing and the other wants more', [told(null), told(7, 's1-x')], 5, 7],
  ['one is missing and the other wants fewer', [told(null), told(2, 's1-x')], 5, 5],
  ['all are missing', [told(null), told(null, 's1-x')], 5, 5],
  ['an empty list is an error', [{ ...told(1), answer: { values: [] } }], 5, 5],
])('several metrics: %s', (_name, readings, current, count) => {
  expect(syncHpa(NEW_HPA, FREE, { at: 0, pods: pods(current), readings }).replicas).toBe(count);
});

test.each([
  ['up: doubles, or four more', 1, [50, 50, 50], [5, 10, 20]],
  ['down: the highest wish of 300 s', 10, [...Array(20).fill(2), 2, 2], [...Array(20).fill(10), 2, 2]],
  [
    'down: a wish for more starts the wait again',
    10,
    [...Array(15).fill(2), 10, ...Array(21).fill(2)],
    [...Array(35).fill(10), 2, 2],
  ],
  ['a missing metric changes nothing', 6, [null, null], [6, 6]],
])('default behaviour, %s', (_name, from, values, counts) => {
  expect(live(SPEC, from, values)).toEqual(counts);
});

test.each([
  ['Max takes the policy that lets more go', 'Max', [90, 90, 90, 90, 81]],
  ['Min takes the one that lets fewer go', 'Min', [99, 99, 99, 99, 98]],
  ['Disabled takes none', 'Disabled', [100, 100, 100, 100, 100]],
] as const)('going down, %s, counted from the start of the period', (_name, select, counts) => {
  const policies = [
    { type: 'Percent', value: 10, periodSeconds: 60 },
    { type: 'Pods', value: 1, periodSeconds: 60 },
  ] as const;
  const spec = { ...FREE, behavior: { ...FREE.behavior, down: { stabilizationSeconds: 0, select, policies } } };

  expect(live(spec, 100, Array(5).fill(1))).toEqual(counts);
});

test.each([
  ['asleep at zero', 0, 5, 0],
  ['more than it may be', 1200, 5, 1000],
  ['fewer than it may be', 1, 1, 3],
])('bounds: %s', (_name, current, value, count) => {
  const spec = { ...FREE, minReplicas: count === 3 ? 3 : 1 };
  expect(syncHpa(NEW_HPA, spec, { at: 0, pods: pods(current), readings: [told(value)] }).replicas).toBe(count);
});

test('for every current and desired count, HPA ends where the planner says that it does', () => {
  const wrong: string[] = [];
  for (let current = 1; current <= 200; current++) {
    for (let desired = 1; desired <= 200; desired++) {
      const exact = syncHpa(NEW_HPA, FREE, { at: 0, pods: pods(current), readings: [told(desired)] }).replicas;
      if (exact !== desired) wrong.push(`${current} to ${desired} is ${exact}`);
      const spec = { ...FREE, tolerance: DEFAULT_HPA_TOLERANCE };
      const asked = reachableCount(current, desired, 300);
      const reached = syncHpa(NEW_HPA, spec, { at: 0, pods: pods(current), readings: [told(asked)] }).replicas;
      if (reached !== asked) wrong.push(`${current} to ${desired} asks ${asked} and is ${reached}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the two forms of one tolerance differ at their edge', () => {
  expect([isTolerated(1.1, DEFAULT_HPA_TOLERANCE), isTolerated(1.1, { form: 'old', both: 0.1 })]).toEqual([
    true,
    false,
  ]);
});
