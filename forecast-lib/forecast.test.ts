import { expect, test } from 'vitest';
import { checkHorizon, checkLevels, DEFAULT_LEVELS, type Forecast, quantileOf } from './forecast.ts';

test('a horizon is a whole number from 1 to 100,000', () => {
  expect([checkHorizon(1), checkHorizon(100_000)]).toEqual([1, 100_000]);
  for (const horizon of [0, -1, 1.5, 100_001, NaN, Infinity])
    expect(() => checkHorizon(horizon)).toThrow(expect.objectContaining({ code: 'bad-horizon' }));
});

test('levels are above 0 and below 1, and come back rising, each once', () => {
  expect(checkLevels([0.9, 0.1, 0.9, 0.5])).toEqual([0.1, 0.5, 0.9]);
  expect(checkLevels([])).toEqual([]);
  for (const level of [0, 1, -0.1, 95, NaN])
    expect(() => checkLevels([0.5, level])).toThrow(expect.objectContaining({ code: 'bad-level' }));
});

test('levels that are given are not changed', () => {
  const levels = Object.freeze([0.9, 0.1]);

  checkLevels(levels);

  expect(levels).toEqual([0.9, 0.1]);
  expect(checkLevels(DEFAULT_LEVELS)).toEqual(DEFAULT_LEVELS);
});

test('a quantile is found by its level, and a level that was not asked for is a fault', () => {
  const quantiles = [Float64Array.of(1), Float64Array.of(3)];
  const forecast: Forecast = { startAt: 0, stepSeconds: 60, mean: Float64Array.of(2), levels: [0.1, 0.9], quantiles };

  expect(quantileOf(forecast, 0.9)).toBe(quantiles[1]);
  expect(() => quantileOf(forecast, 0.5)).toThrow(/0.5 is not among 0.1, 0.9/);
});
