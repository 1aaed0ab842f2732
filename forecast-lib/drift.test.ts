import { expect, test } from 'vitest';
import { drift } from './drift.ts';
import { quantileOf } from './forecast.ts';
import { parseSeries } from './series.ts';

test('the line from the first sample through the last goes on', () => {
  const series = parseSeries({ values: [10, null, 13, 11, 18], stepSeconds: 60 });

  const { mean } = drift().fit(series).predict(2);

  expect(mean).toEqual(Float64Array.of(20, 22));
});

test('a straight line has bands of no width', () => {
  const forecast = drift()
    .fit(parseSeries({ values: [1, 2, 3, 4], stepSeconds: 60 }))
    .predict(3);

  expect(quantileOf(forecast, 0.95)).toEqual(forecast.mean);
});

test('a single sample goes on as it is', () => {
  const { mean } = drift()
    .fit(parseSeries({ values: [7], stepSeconds: 60 }))
    .predict(2);

  expect(mean).toEqual(Float64Array.of(7, 7));
});
