import { expect, test } from 'vitest';
import { parseSeries } from '#forecast-lib';
import { REFERENCE } from './forecast-reference.ts';

const ask = { horizon: 24, levels: [0.05, 0.5, 0.95] };

test('it says what was a day ago, and bands of how much days differ', () => {
  const values = Array.from({ length: 24 * 9 }, (_, hour) => 100 + (hour % 24) + (hour === 24 * 9 - 1 ? 1_000 : 0));

  const { mean, quantiles } = REFERENCE.forecast(parseSeries({ values, stepSeconds: 3_600 }), 0, ask).forecast;

  expect(Array.from(mean)).toEqual(values.slice(-24));
  expect(quantiles.map((numbers) => numbers[3])).toEqual([103, 103, 103]);
});

test('quantiles lie between the moves that there were, and not below 0 where nothing was', () => {
  const values = Array.from({ length: 48 }, (_, hour) => (hour < 24 ? 20 : hour - 24));

  const { quantiles } = REFERENCE.forecast(parseSeries({ values, stepSeconds: 3_600 }), 0, ask).forecast;

  expect(quantiles.map((numbers) => Number(numbers[23]?.toFixed(9)))).toEqual([4.15, 14.5, 24.85]);
  expect(quantiles[0]?.[0]).toBe(0);
});
