import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

test('a quantile is never lower than the truth and at most two per cent higher', () => {
  const histogram = new Histogram();

  for (let ms = 1; ms <= 10_000; ms++) histogram.record(ms);

  for (const share of [0.01, 0.5, 0.95, 0.99]) {
    expect(histogram.quantile(share)).toBeGreaterThanOrEqual(share * 10_000);
    expect(histogram.quantile(share)).toBeLessThanOrEqual(share * 10_000 * 1.02);
  }
  expect([histogram.quantile(1), histogram.max, histogram.count]).toEqual([10_000, 10_000, 10_000]);
});

test('one slow answer among a hundred is seen at the ninety-ninth and not at the ninety-eighth hundredth', () => {
  const histogram = new Histogram();

  for (let index = 0; index < 98; index++) histogram.record(1);
  histogram.record(900);
  histogram.record(900);

  expect(histogram.quantile(0.98)).toBeLessThan(1.03);
  expect(histogram.quantile(0.99)).toBe(900);
});

test('nothing measured is no number, and what is out of reach counts at its end', () => {
  const empty = new Histogram();
  const histogram = new Histogram();

  histogram.record(-3);
  histogram.record(1e9);

  expect([empty.quantile(0.5), empty.max]).toEqual([Number.NaN, Number.NaN]);
  expect(histogram.quantile(0.5)).toBe(0.01);
  expect(histogram.max).toBe(1e9);
});
