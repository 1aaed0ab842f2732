import { expect, test } from 'vitest';
import { gradientBoosting } from './gradient-boosting.ts';
import { seededRandom } from './random.ts';
import type { Series } from './series.ts';

const DAY = 48;

/** Working days and weekends, noise that lasts, a slow rise. */
function load(days: number, noise = 1): Series {
  const random = seededRandom(11);
  let lasting = 0;
  const values = Float64Array.from({ length: days * DAY }, (_, index) => {
    const day = Math.floor(index / DAY);
    lasting = 0.9 * lasting + noise * (random() + random() + random() - 1.5);
    const busy = day % 7 < 5 ? 1 : 0.5;
    return 60 + 0.05 * index + busy * 30 * Math.sin((2 * Math.PI * (index % DAY)) / DAY) ** 3 + 2 * lasting;
  });
  return { values, stepSeconds: 1800, startAt: 0 };
}

function upTo({ values, ...rest }: Series, end: number): Series {
  return { ...rest, values: values.slice(0, end) };
}

/** Mean absolute error over a day at four origins, of the model and of two simple ones. */
function errors(series: Series): { model: number; last: number; day: number } {
  const sum = { model: 0, last: 0, day: 0 };
  for (const end of [21 * DAY + 3, 22 * DAY + 15, 23 * DAY + 27, 24 * DAY + 39]) {
    const { mean } = gradientBoosting({ trees: 30, rows: 800 }).fit(upTo(series, end)).predict(DAY);
    const at = (index: number) => series.values[index] as number;
    for (let lead = 0; lead < DAY; lead++) {
      sum.model += Math.abs(at(end + lead) - (mean[lead] as number));
      sum.last += Math.abs(at(end + lead) - at(end - 1));
      sum.day += Math.abs(at(end + lead) - at(end + lead - DAY));
    }
  }
  return sum;
}

const SMALL = { trees: 12, rows: 300 };

test('it forecasts a week of loads better than the last value and than the day before', () => {
  const { model, last, day } = errors(load(26, 0.3));

  expect(model).toBeLessThan(0.6 * day);
  expect(model).toBeLessThan(0.25 * last);
});

test('the same series and seed give the same forecast, another seed another', () => {
  const series = load(16);
  const forecast = (seed: number) =>
    gradientBoosting({ ...SMALL, seed })
      .fit(series)
      .predict(20);

  expect(forecast(1)).toEqual(forecast(1));
  expect(forecast(2).mean).not.toEqual(forecast(1).mean);
});

test('saved and restored it predicts and goes on as if nothing had been', () => {
  const fitted = gradientBoosting(SMALL).fit(load(16));
  fitted.update(90);
  const restored = gradientBoosting().restore(JSON.parse(JSON.stringify(fitted.save())));

  for (const value of [70, Number.NaN, 80, 1e12, 60]) {
    fitted.update(value);
    restored.update(value);
  }

  expect(restored.predict(60)).toEqual(fitted.predict(60));
  expect(restored.importance()).toEqual(fitted.importance());
});

test('an update moves it one step on, missing or not, and takes in what came', () => {
  const fitted = gradientBoosting(SMALL).fit(load(16));
  const before = fitted.predict(2);

  fitted.update((before.mean[0] as number) + 40);
  fitted.update(Number.NaN);

  const after = fitted.predict(1);
  expect(after.startAt).toBe(before.startAt + 2 * 1800 * 1000);
  expect(after.mean[0]).toBeGreaterThan((before.mean[1] as number) + 5);
});

test('quantiles do not cross, and cover about what they say', () => {
  const series = load(40);
  let below = 0;
  let count = 0;
  for (const end of [30, 31.3, 32.6, 33.9, 35.2, 36.5, 37.8]) {
    const at = Math.round(end * DAY);
    const { quantiles, mean } = gradientBoosting(SMALL).fit(upTo(series, at)).predict(DAY, [0.1, 0.5, 0.9]);
    const [low, middle, high] = quantiles as [Float64Array, Float64Array, Float64Array];
    expect(middle).toEqual(mean);
    for (let lead = 0; lead < DAY; lead++) {
      expect(low[lead]).toBeLessThanOrEqual(middle[lead] as number);
      expect(middle[lead]).toBeLessThanOrEqual(high[lead] as number);
      const actual = series.values[at + lead] as number;
      if (actual >= (low[lead] as number) && actual <= (high[lead] as number)) below++;
      count++;
    }
  }
  expect(below / count).toBeGreaterThan(0.65);
  expect(below / count).toBeLessThan(0.95);
});

test('a series grown and moved gives a forecast grown and moved', () => {
  const series = load(16);
  const forecast = (values: Float64Array) =>
    gradientBoosting(SMALL)
      .fit({ ...series, values })
      .predict(30).mean;

  const one = forecast(series.values);
  const grown = forecast(series.values.map((value) => 1024 * value));
  const moved = forecast(series.values.map((value) => value - 500));

  // A power of two changes no digit; another level rounds otherwise, and a split may then fall elsewhere.
  for (const [lead, value] of one.entries()) {
    expect(grown[lead]).toBeCloseTo(1024 * value, 6);
    expect(Math.abs((moved[lead] as number) + 500 - value)).toBeLessThan(1);
  }
});

test('forecasts that rest on forecasts do not swing up', () => {
  const values = Float64Array.from({ length: 600 }, (_, index) => Math.sin(index) - 1000);

  const { mean } = gradientBoosting(SMALL).fit({ values, stepSeconds: 3600, startAt: 0 }).predict(2000);

  expect(Math.max(...mean.map((value) => Math.abs(value + 1000)))).toBeLessThan(4);
});

test('it tells what it looks at', () => {
  const importance = gradientBoosting(SMALL).fit(load(26)).importance();

  const shares = importance.map(({ share }) => share);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  expect(shares).toEqual(shares.toSorted((one, other) => other - one));
  expect(importance[0]?.what).toMatch(/\w/);
});

test('whatever comes, the forecast is finite and near what came', () => {
  const random = seededRandom(2);
  const noise = Float64Array.from({ length: 400 }, () => random());
  const spiked = noise.map((value, index) => (index % 90 === 50 ? 1e12 : value));
  const holes = noise.map((value, index) => (index % 100 > 40 ? value : Number.NaN));
  const gone = noise.map((value, index) => (index < 200 ? value : Number.NaN));
  const shapes = [new Float64Array(300).fill(7), new Float64Array(24), noise.slice(0, 25), spiked, holes, gone];
  for (const values of [...shapes, noise.map((value) => -value), Float64Array.from([...gone.fill(Number.NaN, 1)])]) {
    const { mean, quantiles } = gradientBoosting(SMALL).fit({ values, stepSeconds: 3600, startAt: 0 }).predict(100);

    for (const row of [mean, ...quantiles]) expect(row.every((value) => Math.abs(value) < 30)).toBe(true);
  }
});

test('too short a series, bad options and bad saves are told', () => {
  const short = { values: new Float64Array(23), stepSeconds: 60, startAt: 0 };

  expect(() => gradientBoosting().fit(short)).toThrow(expect.objectContaining({ code: 'too-short' }));
  for (const options of [{ trees: -1 }, { depth: 9 }, { learningRate: 0 }, { bins: 63 }, { rows: 1 }, { period: 0.5 }])
    expect(() => gradientBoosting(options)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  const saved = gradientBoosting(SMALL).fit(load(4)).save();
  const state = saved.state as object;
  for (const bad of [{}, { ...state, floor: null }, { ...state, boosted: [] }, { ...state, features: ['x'] }])
    expect(() => gradientBoosting().restore({ ...saved, state: bad as typeof saved.state })).toThrow(
      expect.objectContaining({ code: 'bad-saved' }),
    );
  expect(() => gradientBoosting().restore({ ...saved, version: 2 })).toThrow(
    expect.objectContaining({ code: 'bad-saved' }),
  );
});
