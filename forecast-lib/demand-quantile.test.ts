import { expect, test } from 'vitest';
import { demandQuantile } from './demand-quantile.ts';

/** The quantiles of 1 + a count, from R 4.2: 1 + qnbinom(p, mu = 3, size = 1), 1 + qpois(p, 3). */
test('whole sizes above one are a negative binomial, or a Poisson', () => {
  const levels = [0.1, 0.5, 0.9, 0.99];
  const of = (variance: number) =>
    levels.map((level) => demandQuantile({ chance: 1, size: 4, variance, whole: true }, level));

  expect(of(12)).toEqual([1, 3, 9, 17]);
  expect(of(1)).toEqual([2, 4, 6, 9]);
});

/** qgamma(p, shape = 4, scale = 2.5) */
test('other sizes are a gamma, to some percent', () => {
  const of = (level: number) => demandQuantile({ chance: 1, size: 10, variance: 25, whole: false }, level);

  expect(
    [0.1, 0.5, 0.9, 0.99].map(
      (level, index) => Math.abs(of(level) / ([4.361924, 9.180152, 16.70196, 25.11279][index] ?? 0) - 1) < 0.02,
    ),
  ).toEqual([true, true, true, true]);
});

test('quantiles rise with the level, from nothing', () => {
  const levels = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);

  const found = levels.map((level) => demandQuantile({ chance: 0.4, size: 30, variance: 90, whole: true }, level));

  expect(found).toEqual(found.toSorted((one, other) => one - other));
  expect(found.filter((value) => value === 0).length).toBe(60);
});
