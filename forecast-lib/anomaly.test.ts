import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anomalyScore, anomalySigmas } from './anomaly.ts';
import { DEFAULT_LEVELS } from './forecast.ts';
import { normalForecast } from './normal-forecast.ts';

function normalBand(mean: number, deviation: number, levels = DEFAULT_LEVELS) {
  const leads = { mean: Float64Array.of(mean, 0), deviation: Float64Array.of(deviation, 1) };
  return normalForecast({ startAt: 0, stepSeconds: 60, ...leads }, levels);
}

test('in a normal band the distance is in its standard deviations, between quantiles and beyond', () => {
  const forecast = normalBand(100, 10);

  const sigmas = [100, 105, 113, 150, 95, 60].map((value) => anomalySigmas(forecast, value));

  for (const [index, expected] of [0, 0.5, 1.3, 5, -0.5, -4].entries()) expect(sigmas[index]).toBeCloseTo(expected, 9);
});

test('the score is the chance to be nearer', () => {
  const forecast = normalBand(0, 1);

  const scores = [0, 0.6744897501960817, -1.959963984540054, 30].map((value) => anomalyScore(forecast, value));

  for (const [index, expected] of [0, 0.5, 0.95, 1].entries()) expect(scores[index]).toBeCloseTo(expected, 5);
});

test('a band that is wide above and narrow below counts each side as it is', () => {
  const forecast = {
    ...normalBand(0, 1),
    levels: [0.1, 0.5, 0.9],
    quantiles: [Float64Array.of(9), Float64Array.of(10), Float64Array.of(20)],
  };

  const [below, above] = [anomalySigmas(forecast, 8), anomalySigmas(forecast, 12)];

  expect(below).toBeCloseTo(-2 * 1.2816, 3);
  expect(above).toBeCloseTo(0.2 * 1.2816, 3);
});

test('a band cut at zero says nothing bad of a zero', () => {
  const rows = [0, 0, 0, 4, 6].map((value) => Float64Array.of(value));

  const forecast = { ...normalBand(1, 1), quantiles: rows };

  expect(anomalySigmas(forecast, 0)).toBe(0);
  expect(anomalyScore(forecast, 9)).toBeGreaterThan(0.95);
});

test('a band without width knows only yes and no', () => {
  const forecast = normalBand(5, 0);

  expect([5, 6, 4].map((value) => anomalySigmas(forecast, value))).toEqual([0, 40, -40]);
});

test('one level is enough, with the mean in the middle', () => {
  expect(anomalySigmas(normalBand(10, 2, [0.9]), 14)).toBeCloseTo(2, 9);
  expect(anomalySigmas(normalBand(10, 2, [0.5]), 14)).toBe(40);
});

test('a missing sample has no score', () => {
  expect([anomalySigmas(normalBand(1, 1), NaN), anomalyScore(normalBand(1, 1), NaN)]).toEqual([NaN, NaN]);
});

test('further off is never less strange, and every score is from 0 to 1', () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  const rows = fc.array(number, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(rows, number, number, (quantiles, one, other) => {
      const rising = quantiles.toSorted((low, high) => low - high).map((value) => Float64Array.of(value));
      const forecast = { ...normalBand(0, 1), quantiles: rising };
      const [low, high] = one < other ? [one, other] : [other, one];
      expect(anomalySigmas(forecast, low)).toBeLessThanOrEqual(anomalySigmas(forecast, high));
      expect(anomalyScore(forecast, one)).toBeGreaterThanOrEqual(0);
      expect(anomalyScore(forecast, one)).toBeLessThanOrEqual(1);
    }),
  );
});
