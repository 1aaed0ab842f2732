import { describe, expect, it } from 'vitest';
import { directFeatureCount, directFeatures } from './direct-features.ts';
import { fitDirectRidge, product } from './direct-ridge-fit.ts';
import { ageWeights, directRows } from './direct-rows.ts';
import { LaggedSeries } from './lagged-series.ts';
import { seededRandom } from './random.ts';

const SHAPE = { period: 48, weekSteps: 336, week: 336, weekStart: 0 };

function wave(length: number, noise: number): Float64Array {
  const random = seededRandom(11);
  return Float64Array.from({ length }, (_, index) => {
    const weekend = index % 336 >= 240 ? 0.6 : 1;
    return 100 + weekend * 40 * Math.sin((2 * Math.PI * index) / 48) + noise * (random() - 0.5);
  });
}

describe('fitDirectRidge', () => {
  it('forecasts blocks of time that it was not taught nearly as well as noise allows', () => {
    const values = wave(48 * 40, 4);
    const rows = directRows(values, { from: 25, to: 48 }, 400);

    const { heldBack } = fitDirectRidge(
      new LaggedSeries(values, SHAPE),
      rows,
      ageWeights(rows, 1_919, 700),
      (value) => value,
    );

    const misses = Array.from(rows.actual, (value, row) => Math.abs(value - (heldBack[row] as number)));
    expect(misses.reduce((sum, miss) => sum + miss, 0) / rows.count).toBeLessThan(1.5);
  });

  it('is not moved by a few wild samples', () => {
    const values = wave(48 * 40, 4);
    const wild = values.map((value, index) => (index % 211 === 7 ? 5_000 : value));
    const series = new LaggedSeries(wild, SHAPE);
    const rows = directRows(wild, { from: 1, to: 1 }, 400);

    const { weights } = fitDirectRidge(series, rows, ageWeights(rows, 1_919, 700), (value) => value);

    const features = new Float64Array(directFeatureCount(series));
    const origin = 1_900;
    const base = directFeatures(series, origin, 1, features, 0);
    expect(Math.abs(base + product(features, 0, weights) - (values[origin + 1] as number))).toBeLessThan(60);
  });
});

describe('directFeatures', () => {
  it('look at nothing after the origin', () => {
    const values = wave(48 * 40, 4);
    const origin = 1_000;
    const shuffled = values.map((value, index) => (index > origin ? 1e6 * index : value));
    const one = new Float64Array(18);
    const other = new Float64Array(18);

    const leads = [1, 7, 40, 48, 60, 96];
    for (const lead of leads) {
      directFeatures(new LaggedSeries(values, { ...SHAPE }), origin, lead, one, 0);
      directFeatures(new LaggedSeries(shuffled, { ...SHAPE }), origin, lead, other, 0);

      expect(other).toEqual(one);
    }
  });

  it('move nothing but the base when a level is added', () => {
    const values = wave(48 * 40, 4);
    const [low, high] = [new Float64Array(18), new Float64Array(18)];

    const base = directFeatures(new LaggedSeries(values, SHAPE), 900, 10, low, 0);
    const moved = directFeatures(
      new LaggedSeries(
        values.map((value) => value + 50),
        SHAPE,
      ),
      900,
      10,
      high,
      0,
    );

    expect(moved - base).toBeCloseTo(50, 8);
    for (const [index, value] of low.entries()) expect(high[index]).toBeCloseTo(value, 8);
  });
});
