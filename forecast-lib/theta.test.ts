import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';
import { theta } from './theta.ts';

const random = seededRandom(6);
const noise = Float64Array.from({ length: 120 }, random);

test('half the slope of the line is added to each lead', () => {
  const series = parseSeries({ values: noise.map((value, index) => 2 * index + value), stepSeconds: 7 });

  const { mean } = theta().fit(series).predict(11);

  expect(((mean[10] ?? 0) - (mean[0] ?? 0)) / 10).toBeCloseTo(1, 2);
});

test('a season is put back, added where the series goes below 0', () => {
  const values = noise.map((value, index) => (index % 24 < 12 ? 10 : -10) + value);

  const { mean } = theta()
    .fit(parseSeries({ values, stepSeconds: 3600 }))
    .predict(24);

  expect(mean.every((value, lead) => Math.abs(value - (lead < 12 ? 10.5 : -9.5)) < 1.5)).toBe(true);
});

test('noise is rarely taken for a season', () => {
  const draw = seededRandom(1);
  const seasons = Array.from({ length: 100 }, () => {
    const series = parseSeries({ values: noise.map(draw), stepSeconds: 3600 });
    const { season } = theta().fit(series).save().state as { readonly season: readonly number[] };
    return season.length;
  });

  expect(seasons.filter((length) => length === 24).length).toBeLessThan(12);
});
