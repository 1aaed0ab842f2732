import { expect, test } from 'vitest';
import { harmonicRegression } from './harmonic-regression.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';
import truth from './truth/decomposition.json' with { type: 'json' };
import tolerances from './truth/decomposition-tolerance.json' with { type: 'json' };

const HOUR = 3_600_000;
const half = (values: ArrayLike<number | null>) => parseSeries({ values, stepSeconds: 1800 });
const hourly = (values: ArrayLike<number | null>) =>
  parseSeries({ values, stepSeconds: 3600, startAt: Date.UTC(2026, 0, 1) });
const limitOf = (what: string) =>
  Number.parseFloat(tolerances.find((row) => row.what === what)?.tolerance ?? 'missing');
const taylor = half(truth.taylor.slice(0, truth.lm_taylor.length));
const asInR = { periods: [48, 336], harmonics: [6, 4], changepoints: 0, penalised: false };

test('without penalties and with independent errors it is the regression of R', () => {
  const { mean } = harmonicRegression({ ...asInR, autoregression: 0 })
    .fit(taylor)
    .predict(336);

  const apart = truth.lm_taylor.mean.map((told, lead) => Math.abs((mean[lead] ?? 0) / told - 1));
  const what = 'Regression of taylor on Fourier terms: forecast of a week, beside lm';
  expect(Math.max(...apart)).toBeLessThan(limitOf(what));
});

test('with autoregressive errors it is near the maximum likelihood of R', () => {
  const fitted = harmonicRegression({ ...asInR, autoregression: 2 }).fit(taylor);

  const { mean } = fitted.predict(96);
  const { weights, deviation } = fitted.save().state as unknown as { weights: number[]; deviation: number };
  const { ar, sigma2, mean: told } = truth.arima_taylor;
  const what = 'Harmonic regression of taylor with AR(2) errors:';
  const apart = told.map((value, lead) => Math.abs((mean[lead] ?? 0) / value - 1));
  expect(Math.max(...apart)).toBeLessThan(limitOf(`${what} forecast of two days, beside Arima`));
  const turned = ar.map((weight, at) => Math.abs(weight - (weights[at] ?? 0)));
  expect(Math.max(...turned)).toBeLessThan(limitOf(`${what} autoregression, beside Arima`));
  expect(Math.abs(deviation ** 2 / sigma2 - 1)).toBeLessThan(limitOf(`${what} variance, beside Arima`));
});

test('a trend that turned goes on as it is now', () => {
  const random = seededRandom(2);
  const values = Array.from({ length: 60 * 24 }, (_, index) => {
    const turned = Math.max(0, index - 30 * 24);
    return 100 + 0.1 * turned + 10 * Math.sin((2 * Math.PI * index) / 24) + random() - 0.5;
  });

  const { mean } = harmonicRegression().fit(hourly(values)).predict(48);

  const last = 60 * 24 + 47;
  const told = 100 + 0.1 * (last - 30 * 24) + 10 * Math.sin((2 * Math.PI * last) / 24);
  expect(Math.abs((mean[47] ?? 0) - told)).toBeLessThan(2.5);
});

test('a holiday and an event of a kind that was seen are told ahead', () => {
  const random = seededRandom(6);
  const isSecond = (index: number) => Math.floor(index / 24) % 20 === 10;
  const startOf = (day: number) => Date.UTC(2026, 0, 1) + day * 24 * HOUR;
  const events = [2, 7, 15, 24, 29].map((day) => ({
    name: 'film',
    startAt: startOf(day),
    endAt: startOf(day) + 6 * HOUR,
  }));
  const isEvent = (index: number) => index % 24 < 6 && [2, 7, 15, 24, 29].includes(Math.floor(index / 24));
  const values = Array.from(
    { length: 29 * 24 },
    (_, index) => 50 + (isSecond(index) ? 30 : 0) + (isEvent(index) ? 20 : 0) + random(),
  );
  const holidays = [
    { name: 'fair', month: 1, day: 11 },
    { name: 'fair', month: 1, day: 31 },
  ];

  const { mean } = harmonicRegression({ holidays, events }).fit(hourly(values)).predict(72);

  expect(mean[3]).toBeGreaterThan(64);
  expect(mean[12]).toBeLessThan(57);
  expect(mean[36]).toBeGreaterThan(72);
});

test('what was saved predicts and updates as if nothing had been, and updates carry the errors on', () => {
  const holidays = [{ name: 'day', month: 1, day: 3 }];
  const fitted = harmonicRegression({ holidays }).fit(taylor);
  const restored = harmonicRegression().restore(JSON.parse(JSON.stringify(fitted.save())));
  const before = fitted.predict(40).mean;

  for (let index = 0; index < 30; index++)
    for (const one of [fitted, restored]) one.update?.(index === 9 ? Number.NaN : (before[index] ?? 0) + 200);

  expect(restored.predict(60)).toEqual(fitted.predict(60));
  const moved = (fitted.predict(1).mean[0] ?? 0) - (before[30] ?? 0);
  expect(moved).toBeGreaterThan(50);
  expect(moved).toBeLessThan(400);
});

test('hard series get finite quantiles that do not cross', () => {
  const spike = truth.taylor.slice(0, 800);
  spike[300] = 1e12;
  const gaps = truth.taylor.slice(0, 800).map((value, index) => (index % 3 === 0 || index > 750 ? null : value));
  const hard = [[5], [5, 6], [3, null, 1, 2], Array(200).fill(7), [null, null, -4], spike, gaps, Array(99).fill(-1e9)];

  for (const values of hard) {
    const { mean, quantiles } = harmonicRegression().fit(half(values)).predict(100);
    expect(mean.every(Number.isFinite)).toBe(true);
    quantiles.forEach((quantile, at) => {
      expect(quantile.every((value, lead) => value >= (quantiles[at - 1]?.[lead] ?? -Infinity))).toBe(true);
    });
  }
  expect(Math.max(...harmonicRegression().fit(half(spike)).predict(48).mean)).toBeLessThan(60_000);
});

test('options and saves that make no sense are refused', () => {
  expect(() => harmonicRegression({ periods: [1] })).toThrow(/period is 1/);
  expect(() => harmonicRegression({ harmonics: [1] })).toThrow(/one for each period/);
  expect(() => harmonicRegression({ changepoints: 1e4 })).toThrow(/changepoints is 10000/);
  expect(() => harmonicRegression({ holidays: [{ name: 'never', month: 13, day: 1 }] })).toThrow(/"never"/);
  const saved = { model: 'harmonic-regression', version: 1, state: {} };
  expect(() => harmonicRegression().restore(saved)).toThrow(/not what a fitted model saved/);
});
