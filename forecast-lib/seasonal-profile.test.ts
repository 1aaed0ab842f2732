import { expect, test } from 'vitest';
import { ForecastFault } from './forecast-fault.ts';
import { seededRandom } from './random.ts';
import { seasonalProfile } from './seasonal-profile.ts';
import { parseSeries } from './series.ts';

const DAY = 48;

/** Days of a wave with noise; the level is told for each sample. */
function wave(days: number, level: (index: number) => number): number[] {
  const random = seededRandom(3);
  return Array.from({ length: days * DAY }, (_, index) => {
    const weekend = Math.floor(index / DAY) % 7 >= 5 ? 0.5 : 1;
    return level(index) + weekend * 20 * Math.sin((2 * Math.PI * index) / DAY) + random() - 0.5;
  });
}

const half = (values: ArrayLike<number | null>) => parseSeries({ values, stepSeconds: 1800 });

test('the shape of the day and of the weekday comes back at the present level', () => {
  const values = wave(28, (index) => (index > 25 * DAY + 30 ? 300 : 100));

  const { mean } = seasonalProfile()
    .fit(half(values.slice(0, 27 * DAY)))
    .predict(DAY);

  const missed = values.slice(27 * DAY).map((value, lead) => Math.abs(value - (mean[lead] ?? 0)));
  expect(Math.max(...missed)).toBeLessThan(12);
  expect(missed.reduce((sum, value) => sum + value, 0) / DAY).toBeLessThan(5);
});

test('bands hold about what they say', () => {
  const random = seededRandom(5);
  const values = wave(29, () => 100).map((value) => value + 8 * (random() - 0.5));
  const model = seasonalProfile();
  let [inside, all] = [0, 0];

  for (let day = 20; day < 29; day++) {
    const [low, high] = model.fit(half(values.slice(0, day * DAY))).predict(DAY, [0.1, 0.9]).quantiles;
    for (let lead = 0; lead < DAY; lead++, all++) {
      const value = values[day * DAY + lead] ?? 0;
      if (value >= (low?.[lead] ?? 0) && value <= (high?.[lead] ?? 0)) inside++;
    }
  }

  expect(inside / all).toBeGreaterThan(0.72);
  expect(inside / all).toBeLessThan(0.9);
});

test('what was saved predicts and updates as if nothing had been', () => {
  const values = wave(9, () => 100);
  const fitted = seasonalProfile().fit(half(values));

  const restored = seasonalProfile().restore(JSON.parse(JSON.stringify(fitted.save())));
  for (let index = 0; index < 60; index++)
    for (const one of [fitted, restored]) one.update?.(index === 7 ? Number.NaN : 100 + index);

  expect(restored.predict(70)).toEqual(fitted.predict(70));
  expect(restored.save()).toEqual(fitted.save());
});

test('an update moves the forecast one step on', () => {
  const values = wave(22, () => 100);
  const fitted = seasonalProfile().fit(half(values.slice(0, 20 * DAY)));

  for (const value of values.slice(20 * DAY, 21 * DAY + 5)) fitted.update?.(value);
  const { mean, startAt } = fitted.predict(DAY - 5);

  expect(startAt).toBe((21 * DAY + 5) * 1_800_000);
  const missed = values.slice(21 * DAY + 5).map((value, lead) => Math.abs(value - (mean[lead] ?? 0)));
  expect(Math.max(...missed)).toBeLessThan(5);
});

test('hard series get finite quantiles that do not cross', () => {
  const spike = wave(6, () => 10);
  spike[100] = 1e12;
  const gaps = wave(6, () => 10).map((value, index) => (index % 3 === 0 || index > 5 * DAY ? null : value));
  const hard = [[5], [5, 6], [3, null, 1, 2], Array(200).fill(7), [null, null, -4], spike, gaps, wave(3, () => -1e9)];

  for (const values of hard) {
    const { mean, quantiles } = seasonalProfile().fit(half(values)).predict(100);
    expect(mean.every(Number.isFinite)).toBe(true);
    quantiles.forEach((quantile, at) => {
      expect(quantile.every(Number.isFinite)).toBe(true);
      expect(quantile.every((value, lead) => at === 0 || value >= (quantiles[at - 1]?.[lead] ?? 0))).toBe(true);
    });
  }
  const { mean } = seasonalProfile().fit(half(spike)).predict(DAY);
  expect(Math.max(...mean.map(Math.abs))).toBeLessThan(100);
});

test('options and saves that make no sense are refused', () => {
  expect(() => seasonalProfile({ period: -1 })).toThrow(ForecastFault);
  expect(() => seasonalProfile().restore({ model: 'seasonal-profile', version: 9, state: null })).toThrow(
    ForecastFault,
  );
  expect(() => seasonalProfile().restore({ model: 'seasonal-profile', version: 1, state: { log: 1 } })).toThrow(
    ForecastFault,
  );
});

test('a save of which a long row is cut short is refused', () => {
  const saved = seasonalProfile()
    .fit(half(wave(9, () => 100)))
    .save();
  const text = JSON.stringify(saved);
  const cuts = [...text.matchAll(/\[(?=[\d-])[^[\]]*\]/g)].map(({ index, 0: { length } }) => [index, length] as const);

  for (const [index, length] of cuts.filter(([, length]) => length > 150)) {
    const cut = JSON.parse(`${text.slice(0, index)}[1]${text.slice(index + length)}`);
    expect(() => seasonalProfile().restore(cut), text.slice(index, index + 40)).toThrow(ForecastFault);
  }
  expect(cuts.length).toBeGreaterThan(8);
});
