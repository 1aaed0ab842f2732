import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureAccuracy, type Outcome, owa, pinballLoss, seasonalScale } from './accuracy.ts';
import type { ForecastFault } from './forecast-fault.ts';

function outcome(mean: number[], actual: number[], scale = 1, bands: Record<number, number[]> = {}): Outcome {
  const levels = Object.keys(bands).map(Number);
  const quantiles = Object.values(bands).map((row) => Float64Array.from(row));
  const forecast = { startAt: 0, stepSeconds: 60, mean: Float64Array.from(mean), levels, quantiles };
  return { forecast, actual: Float64Array.from(actual), scale };
}

test('errors of the mean are measured as the papers define them', () => {
  const outcomes = [outcome([12, 18, 33], [10, 20, 30], 4)];

  const accuracy = measureAccuracy(outcomes, []);

  expect(accuracy.count).toBe(3);
  expect(accuracy.mae).toBeCloseTo(7 / 3);
  expect(accuracy.rmse).toBeCloseTo(Math.sqrt(17 / 3));
  expect(accuracy.mape).toBeCloseTo((2 / 10 + 2 / 20 + 3 / 30) / 3);
  expect(accuracy.smape).toBeCloseTo((4 / 22 + 4 / 38 + 6 / 63) / 3);
  expect(accuracy.wape).toBeCloseTo(7 / 60);
  expect(accuracy.mase).toBeCloseTo(7 / 12);
  expect(accuracy.bias).toBeCloseTo(1);
});

test('quantiles are measured by what they cost and by how many samples they cover', () => {
  const outcomes = [outcome([10, 10], [8, 14], 1, { 0.5: [10, 10], 0.9: [12, 14] })];

  const { pinball, coverage, wql } = measureAccuracy(outcomes, [0.5, 0.9]);

  expect(pinball[0]).toBeCloseTo((0.5 * 2 + 0.5 * 4) / 2);
  expect(pinball[1]).toBeCloseTo((0.1 * 4 + 0) / 2);
  expect(coverage).toEqual([0.5, 1]);
  expect(wql).toBeCloseTo(((2 * 3) / 22 + (2 * 0.4) / 22) / 2);
});

test('the weighted quantile loss of the median alone is the WAPE of the median', () => {
  const outcomes = [outcome([12, 18, 33], [10, 20, 30], 4, { 0.5: [12, 18, 33] })];

  const { wql, wape } = measureAccuracy(outcomes, [0.5]);

  expect(wql).toBeCloseTo(wape, 12);
});

test('leads of all outcomes count the same, and a missing sample does not count', () => {
  const outcomes = [outcome([1], [3]), outcome([1, 1, 1], [2, Number.NaN, 1], 2)];

  const accuracy = measureAccuracy(outcomes, []);

  expect(accuracy.count).toBe(3);
  expect(accuracy.mae).toBeCloseTo(1);
  expect(accuracy.mase).toBeCloseTo((2 / 1 + 1 / 2 + 0) / 3);
});

test('a measure with nothing to divide by is NaN and spoils no other', () => {
  const outcomes = [outcome([0, 2], [0, 0], 0, { 0.5: [0, 2] })];

  const accuracy = measureAccuracy(outcomes, [0.5]);

  expect(accuracy).toMatchObject({ mae: 1, smape: 1, bias: 1, pinball: [0.5], coverage: [1] });
  expect([accuracy.mape, accuracy.wape, accuracy.mase, accuracy.wql]).toEqual([NaN, NaN, NaN, NaN]);
});

test('an outcome without a scale is left out of MASE alone', () => {
  const { count, mase } = measureAccuracy(
    [outcome([1], [3], 0), outcome([1], [3], Number.NaN), outcome([1], [3], 4)],
    [],
  );

  expect([count, mase]).toEqual([3, 0.5]);
});

test('samples of zero are left out of the shares alone', () => {
  const accuracy = measureAccuracy([outcome([1, 11], [0, 10])], []);

  expect([accuracy.count, accuracy.mape, accuracy.smape]).toEqual([2, 0.1, (2 + 2 / 21) / 2]);
});

test('no outcome, and outcomes without a sample, measure nothing', () => {
  for (const outcomes of [[], [outcome([1], [Number.NaN])]]) {
    const accuracy = measureAccuracy(outcomes, []);

    expect([accuracy.count, accuracy.mae, accuracy.wql]).toEqual([0, NaN, NaN]);
  }
});

test('a level that a forecast was not asked for is a fault', () => {
  const outcomes = [outcome([1], [1], 1, { 0.5: [1] })];

  expect(() => measureAccuracy(outcomes, [0.9])).toThrow(
    expect.objectContaining({ code: 'bad-level' } satisfies Partial<ForecastFault>),
  );
});

test('the pinball loss is never negative and lowest, on the mean, at the true quantile', () => {
  const samples = Array.from({ length: 99 }, (_, index) => index + 1);
  const cost = (level: number, quantile: number) =>
    samples.reduce((sum, sample) => sum + pinballLoss(level, quantile, sample), 0);

  fc.assert(
    fc.property(fc.integer({ min: 1, max: 98 }), fc.double({ min: -50, max: 150, noNaN: true }), (percent, other) => {
      const level = (percent + 0.5) / 99;
      expect(cost(level, percent + 1)).toBeLessThanOrEqual(cost(level, other) + 1e-9);
    }),
  );
  expect(pinballLoss(0.9, 3, 3)).toBe(0);
});

test('the seasonal scale skips what is missing and knows none for a history shorter than a season', () => {
  const scales = [seasonalScale([1, 2, NaN, 7, 5, 4], 3), seasonalScale([1, 2], 2), seasonalScale([3, 4, 6], 0)];

  expect(scales).toEqual([(6 + 3) / 2, NaN, 1.5]);
});

test('a reference has an OWA of one against itself, also where neither erred', () => {
  const accuracy = { smape: 0.2, mase: 0 };

  const weighed = [owa(accuracy, accuracy), owa({ smape: 0.1, mase: 1 }, accuracy)];

  expect(weighed).toEqual([1, Number.POSITIVE_INFINITY]);
});
