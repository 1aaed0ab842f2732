import { expect, test } from 'vitest';
import { seasonalNaive } from './seasonal-naive.ts';
import { parseSeries } from './series.ts';

const SIX_HOURS = 6 * 3600;

test('the day before comes again, from the slot where the series ended', () => {
  const series = parseSeries({ values: [1, 2, 3, 4, 5, 6], stepSeconds: SIX_HOURS });

  const { mean } = seasonalNaive().fit(series).predict(5);

  expect(mean).toEqual(Float64Array.of(3, 4, 5, 6, 3));
});

test('a missing sample leaves the season before in its slot', () => {
  const fitted = seasonalNaive().fit(parseSeries({ values: [1, 2, 3, 4], stepSeconds: SIX_HOURS }));

  fitted.update?.(Number.NaN);
  fitted.update?.(9);

  expect(fitted.predict(4).mean).toEqual(Float64Array.of(3, 4, 1, 9));
});

test('a week wants a week', () => {
  const series = parseSeries({ values: new Float64Array(27), stepSeconds: SIX_HOURS });

  expect(() => seasonalNaive({ period: 'week' }).fit(series)).toThrowError(
    expect.objectContaining({ code: 'too-short' }),
  );
  expect(seasonalNaive({ period: 'week' }).name).toBe('weekly-naive');
});
