import { expect, test } from 'vitest';
import { descend } from './slope-descent.ts';

/** Rosenbrock's valley, lowest at 1, 1. */
function valley(at: Float64Array, slope: Float64Array): number {
  const [x = 0, y = 0] = at;
  slope.set([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x), 0]);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
}

test('it finds the end of a bent valley and leaves alone what has no slope', () => {
  const { at, evaluations } = descend(valley, [-1.2, 1, 5], { tolerance: 1e-14 });

  expect(at[0]).toBeCloseTo(1, 5);
  expect(at[1]).toBeCloseTo(1, 5);
  expect(at[2]).toBe(5);
  expect(evaluations).toBeLessThan(120);
});

test('it turns back from where the cost is infinite', () => {
  const { at } = descend(
    (point, slope) => {
      const [x = 0] = point;
      slope[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY;
    },
    [40],
  );

  expect(at[0]).toBeCloseTo(1, 4);
});

test('it ends with the best point when the evaluations are used up', () => {
  const { value, evaluations } = descend(valley, [-1.2, 1, 5], { maxEvaluations: 7 });

  expect(evaluations).toBeLessThanOrEqual(7);
  expect(value).toBeLessThan(24);
});
