import { expect, test } from 'vitest';
import { leastForeseen, withForesight } from './foresight.ts';
import type { MetricForecast } from './metric-state.ts';

const MINUTE_MS = 60_000;

function madeAt(at: number, least: number): MetricForecast {
  const path = Array.from({ length: 90 }, () => least);
  const about = { madeAt: at, startAt: at + MINUTE_MS, stepSeconds: 60, mean: path, levels: [0.05] };
  return { ...about, quantiles: [path] };
}

const minutes = (count: number) =>
  Array.from({ length: count }, (_, minute) => madeAt(minute * MINUTE_MS, minute)).reduce(withForesight, []);

test('what was thought possible is asked of the forecast of an hour ago, not of one that knows already', () => {
  const earlier = minutes(121);

  expect(leastForeseen(earlier, 120 * MINUTE_MS)).toBe(60);
});

test('few are kept, however often forecasts are made', () => {
  expect(minutes(600).length).toBeLessThanOrEqual(7);
});

test('of a time that none reaches nothing is said', () => {
  expect(leastForeseen([], 0)).toBeNull();
  expect(leastForeseen(minutes(10), 500 * MINUTE_MS)).toBeNull();
});
