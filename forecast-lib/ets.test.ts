import { expect, test } from 'vitest';
import { ets } from './ets.ts';
import { quantileOf } from './forecast.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';

function daily(steps: number, stepsInDay: number, shape: (share: number) => number) {
  const random = seededRandom(4);
  const values = Float64Array.from({ length: steps }, (_, step) => shape(step / stepsInDay) + random());
  return parseSeries({ values, stepSeconds: 86_400 / stepsInDay });
}

test('a season of 24 steps is one of states, and is learned', () => {
  const series = daily(24 * 8, 24, (day) => 100 + 30 * Math.sin(2 * Math.PI * day));

  const forecast = ets().fit(series).predict(24);

  for (const [lead, mean] of forecast.mean.entries())
    expect(Math.abs(mean - 100.5 - 30 * Math.sin((2 * Math.PI * lead) / 24))).toBeLessThan(1.5);
});

test('a longer season is taken off first and put back', () => {
  const series = daily(96 * 8, 96, (day) => 100 + 30 * Math.sin(2 * Math.PI * day));

  const forecast = ets().fit(series).predict(96);

  for (const [lead, mean] of forecast.mean.entries())
    expect(Math.abs(mean - 100.5 - 30 * Math.sin((2 * Math.PI * lead) / 96))).toBeLessThan(1.5);
  expect((quantileOf(forecast, 0.95)[95] ?? 0) - (forecast.mean[95] ?? 0)).toBeLessThan(3);
});

test('a series with zeros gets the additive form of what was asked', () => {
  const series = daily(24 * 4, 24, (day) => Math.max(0, Math.sin(2 * Math.PI * day)) - 0.5);

  const fitted = ets({ model: 'MAM' }).fit(series);

  expect(fitted.save().state).toMatchObject({ relative: 0, join: 0 });
});

test.each(['AMA', 'AAM', 'XYZ', 'ZZ'])('the code %s cannot be', (model) => {
  expect(() => ets({ model: model as 'ZZZ' })).toThrowError(expect.objectContaining({ code: 'bad-option' }));
});
