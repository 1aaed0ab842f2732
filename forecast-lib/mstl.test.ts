import { expect, test } from 'vitest';
import { mstl } from './mstl.ts';
import { seededRandom } from './random.ts';
import { parseSeries } from './series.ts';
import truth from './truth/decomposition.json' with { type: 'json' };
import tolerances from './truth/decomposition-tolerance.json' with { type: 'json' };

const half = (values: ArrayLike<number | null>) => parseSeries({ values, stepSeconds: 1800 });
const limitOf = (what: string) =>
  Number.parseFloat(tolerances.find((row) => row.what === what)?.tolerance ?? 'missing');

test('taylor goes on as with stlf in R', () => {
  const { mean } = mstl().fit(half(truth.taylor)).predict(48);

  const apart = truth.stlf_taylor.mean.map((told, lead) => Math.abs((mean[lead] ?? 0) / told - 1));
  expect(Math.max(...apart)).toBeLessThan(limitOf('MSTL of taylor: forecast of a day, beside stlf with ETS'));
});

test('AirPassengers goes on as with a damped Holt of the adjusted series in R', () => {
  const { mean } = mstl({ periods: [12] })
    .fit(half(truth.air.map(Math.log)))
    .predict(24);

  const apart = truth.damped_air.mean.map((told, lead) => Math.abs((mean[lead] ?? 0) - told));
  const what = 'MSTL of log AirPassengers: forecast of 24 months, beside a damped Holt';
  expect(Math.max(...apart)).toBeLessThan(limitOf(what));
});

test('bands hold about what they say a day ahead', () => {
  const random = seededRandom(4);
  let drift = 0;
  const values = Array.from({ length: 40 * 48 }, (_, index) => {
    drift = 0.9 * drift + random() - 0.5;
    return 50 + 10 * Math.sin((2 * Math.PI * index) / 48) + drift + random();
  });
  let [inside, all] = [0, 0];

  for (let origin = 14 * 48; origin + 48 <= values.length; origin += 55) {
    const fitted = mstl({ periods: [48] }).fit(half(values.slice(0, origin)));
    const [low, high] = fitted.predict(48, [0.1, 0.9]).quantiles;
    for (let lead = 0; lead < 48; lead++, all++) {
      const value = values[origin + lead] ?? 0;
      if (value >= (low?.[lead] ?? 0) && value <= (high?.[lead] ?? 0)) inside++;
    }
  }

  expect(inside / all).toBeGreaterThan(0.7);
  expect(inside / all).toBeLessThan(0.92);
});

test('what was saved predicts and updates as if nothing had been, and updates follow a new level', () => {
  const fitted = mstl().fit(half(truth.taylor));
  const restored = mstl().restore(JSON.parse(JSON.stringify(fitted.save())));

  for (let index = 0; index < 100; index++)
    for (const one of [fitted, restored])
      one.update?.(index === 5 ? Number.NaN : (truth.taylor[truth.taylor.length - 336 + index] ?? 0) + 5_000);

  expect(restored.predict(60)).toEqual(fitted.predict(60));
  const [next = 0] = fitted.predict(1).mean;
  expect(Math.abs(next - (truth.taylor[truth.taylor.length - 236] ?? 0) - 5_000)).toBeLessThan(1_500);
});

test('hard series get finite quantiles that do not cross', () => {
  const spike = truth.taylor.slice(0, 800);
  spike[300] = 1e12;
  const gaps = truth.taylor.slice(0, 800).map((value, index) => (index % 3 === 0 || index > 750 ? null : value));
  const hard = [[5], [5, 6], [3, null, 1, 2], Array(200).fill(7), [null, null, -4], spike, gaps, Array(99).fill(-1e9)];

  for (const values of hard) {
    const { mean, quantiles } = mstl().fit(half(values)).predict(100);
    expect(mean.every(Number.isFinite)).toBe(true);
    quantiles.forEach((quantile, at) => {
      expect(quantile.every((value, lead) => value >= (quantiles[at - 1]?.[lead] ?? -Infinity))).toBe(true);
    });
  }
  expect(Math.max(...mstl().fit(half(spike)).predict(48).mean)).toBeLessThan(60_000);
});

test('options and saves that make no sense are refused', () => {
  expect(() => mstl({ periods: [1] })).toThrow(/period is 1/);
  expect(() => mstl().restore({ model: 'mstl', version: 1, state: {} })).toThrow(/not what a fitted model saved/);
});
