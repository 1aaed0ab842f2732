import { expect, test } from 'vitest';
import { minimise } from './nelder-mead.ts';

/** Rosenbrock's valley: lowest at (1, 1). */
const valley = ([x = 0, y = 0]: Iterable<number>) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;

test('the floor of a bent valley is found', () => {
  const { at, value, evaluations } = minimise(valley, [-1.2, 1], { steps: [0.5, 0.5] });

  expect(at[0]).toBeCloseTo(1, 4);
  expect(at[1]).toBeCloseTo(1, 4);
  expect(value).toBe(valley(at));
  expect(evaluations).toBeLessThan(400);
});

test('a minimum beyond a bound is looked for within it', () => {
  const seen: number[] = [];
  const cost = ([x = 0, y = 0]: Iterable<number>) => {
    seen.push(x, y);
    return (x - 5) ** 2 + (y + 5) ** 2;
  };

  const { at } = minimise(cost, [0.9, 0.5], { steps: [0.3, 0.3], lower: [0, 0], upper: [1, 1] });

  expect(at[0]).toBeCloseTo(1, 4);
  expect(at[1]).toBeCloseTo(0, 4);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...seen)).toBeLessThanOrEqual(1);
});

test('two first points of the same height do not end the search', () => {
  const { at } = minimise(([x = 0]) => (x - 3) ** 2, [2.5], { steps: [1] });

  expect(at[0]).toBeCloseTo(3, 4);
});

test('a value that is no number counts as the worst', () => {
  const cost = ([x = 0]: Iterable<number>) => (x < 1 ? Math.log(x - 1) : x > 4 ? -Infinity : (x - 2) ** 2);

  const { at, value } = minimise(cost, [3.5], { steps: [1] });

  expect(at[0]).toBeCloseTo(2, 4);
  expect(value).toBeLessThan(1e-8);
});

test('a flat cost and a cost without any number come to an end', () => {
  const flat = minimise(() => 4, [1, 2], { steps: [1, 1] });
  const none = minimise(() => NaN, [1, 2], { steps: [1, 1] });

  expect(flat.value).toBe(4);
  expect(flat.evaluations).toBeLessThan(100);
  expect([none.value, [...none.at]]).toEqual([Infinity, [1, 2]]);
});

test('the search ends near the evaluations it is given', () => {
  const { evaluations } = minimise(valley, [-1.2, 1], { steps: [0.5, 0.5], maxEvaluations: 30 });

  expect(evaluations).toBeLessThanOrEqual(30 + 4);
});

test('nothing to choose is answered as it is', () => {
  expect(minimise(() => 7, [], { steps: [] })).toEqual({ at: new Float64Array(), value: 7, evaluations: 1 });
});

test('the start is not changed', () => {
  const start = [2, 2];

  minimise(valley, start, { steps: [0.5, 0.5] });

  expect(start).toEqual([2, 2]);
});
