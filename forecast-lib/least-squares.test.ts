import { expect, test } from 'vitest';
import { leastSquares } from './least-squares.ts';

test('finds the bottom of a bent valley', () => {
  // Rosenbrock's function, Computer Journal 3, 1960.
  const valley = ([x = 0, y = 0]: Float64Array) => Float64Array.of(10 * (y - x * x), 1 - x);

  const found = leastSquares(valley, [-1.2, 1], { central: true });

  expect(found.at[0]).toBeCloseTo(1, 6);
  expect(found.at[1]).toBeCloseTo(1, 6);
});

test('two parameters that do the same do not stop it', () => {
  const same = ([x = 0, y = 0]: Float64Array) => Float64Array.of(x + y - 3, 2 * (x + y) - 6);

  const found = leastSquares(same, [0, 0]);

  expect((found.at[0] as number) + (found.at[1] as number)).toBeCloseTo(3, 6);
});

test('it stays where parameters are allowed', () => {
  const allowed = ([x = 0]: Float64Array) => (x < 1 ? undefined : Float64Array.of(x));

  const found = leastSquares(allowed, [4]);

  expect(found.at[0]).toBeGreaterThanOrEqual(1);
  expect(found.at[0]).toBeLessThan(1.1);
});
