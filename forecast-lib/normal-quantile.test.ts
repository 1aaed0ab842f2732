import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';

/** R 4: sprintf("%.17g", qnorm(level)). */
test.each([
  [0.975, 1.9599639845400536],
  [0.9, 1.2815515655446008],
  [0.05, -1.6448536269514726],
  [0.6, 0.25334710313579978],
  [0.001, -3.0902323061678132],
  [1e-9, -5.9978070150076865],
  [1e-12, -7.0344838253011321],
  [1e-300, -37.047096299361201],
  [0.0750001, -1.4395307645017297],
  [0.925, 1.4395314709384559],
  [1.3e-11, -6.6676114565107403],
  [0.9999, 3.7190164854557084],
])('the quantile at %d is the one of R', (level, expected) => {
  expect(Math.abs(normalQuantile(level) / expected - 1)).toBeLessThan(1e-15);
});

test('the middle is 0, and both sides are mirrored', () => {
  expect(normalQuantile(0.5)).toBe(0);
  for (const level of [0.25, 0.0625, 2 ** -10, 2 ** -40])
    expect(normalQuantile(1 - level)).toBe(-normalQuantile(level));
});

test('a higher level has a higher quantile, also where the three formulas meet', () => {
  const levels = Array.from({ length: 20_000 }, (_, index) => (index + 0.5) / 20_000);
  const edges = [0.075, 0.925, Math.exp(-25)].flatMap((edge) => [edge - 1e-14, edge, edge + 1e-14]);

  const quantiles = [...levels, ...edges].sort((one, other) => one - other).map(normalQuantile);

  expect(quantiles.every((value, index) => index === 0 || value >= (quantiles[index - 1] as number))).toBe(true);
});
