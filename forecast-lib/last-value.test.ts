import { expect, test } from 'vitest';
import { quantileOf } from './forecast.ts';
import { lastValue } from './last-value.ts';
import { parseSeries } from './series.ts';

test('what was last goes on, and the bands widen with the root of the lead', () => {
  const series = parseSeries({ values: [1, 3, 1, 3], stepSeconds: 60 });

  const forecast = lastValue().fit(series).predict(4);

  expect(forecast.mean).toEqual(Float64Array.of(3, 3, 3, 3));
  const width = quantileOf(forecast, 0.95).map((value) => value - 3);
  expect((width[3] ?? 0) / (width[0] ?? 1)).toBeCloseTo(2, 12);
});

test('missing samples at the end make the bands of the first lead those of a later one', () => {
  const short = lastValue().fit(parseSeries({ values: [1, 3, 1, 3], stepSeconds: 60 }));
  const long = lastValue().fit(parseSeries({ values: [1, 3, 1, 3, null, null], stepSeconds: 60 }));

  const later = quantileOf(short.predict(3), 0.95)[2];

  expect(quantileOf(long.predict(1), 0.95)[0]).toBe(later);
});

test('samples taken one by one are as good as samples fitted', () => {
  const fitted = lastValue().fit(parseSeries({ values: [1, 3], stepSeconds: 60 }));
  for (const value of [Number.NaN, 4, 6]) fitted.update?.(value);

  const whole = lastValue().fit(parseSeries({ values: [1, 3, null, 4, 6], stepSeconds: 60 }));

  expect(fitted.predict(5)).toEqual(whole.predict(5));
});
