import { expect, test } from 'vitest';
import { gru } from './gru.ts';
import { seededRandom } from './random.ts';
import type { Series } from './series.ts';

const DAY = 48;

/** Working days and weekends, noise that lasts, a slow rise. */
function load(days: number): Series {
  const random = seededRandom(12);
  let lasting = 0;
  const values = Float64Array.from({ length: days * DAY }, (_, index) => {
    const day = Math.floor(index / DAY);
    lasting = 0.9 * lasting + 0.3 * (random() + random() + random() - 1.5);
    const busy = day % 7 < 5 ? 1 : 0.5;
    return 60 + 0.05 * index + busy * 30 * Math.sin((2 * Math.PI * (index % DAY)) / DAY) ** 3 + 2 * lasting;
  });
  return { values, stepSeconds: 1800, startAt: 0 };
}

/** The logistic map (May 1976): wholly known one step ahead, and noise to a straight line. */
function chaos(length: number): Series {
  const values = new Float64Array(length).fill(0.4);
  for (let at = 1; at < length; at++) values[at] = 3.8 * (values[at - 1] as number) * (1 - (values[at - 1] as number));
  return { values, stepSeconds: 77, startAt: 0 };
}

function upTo({ values, ...rest }: Series, end: number): Series {
  return { ...rest, values: values.slice(0, end) };
}

const SMALL = { hidden: 4, budget: 160 };

test('it forecasts a week of loads better than the last value and than the day before', () => {
  const series = load(26);
  const sum = { model: 0, last: 0, day: 0 };

  for (const end of [21 * DAY + 3, 22 * DAY + 27]) {
    const { mean } = gru({ hidden: 4, budget: 200 }).fit(upTo(series, end)).predict(DAY);
    const at = (index: number) => series.values[index] as number;
    for (let lead = 0; lead < DAY; lead++) {
      sum.model += Math.abs(at(end + lead) - (mean[lead] as number));
      sum.last += Math.abs(at(end + lead) - at(end - 1));
      sum.day += Math.abs(at(end + lead) - at(end + lead - DAY));
    }
  }

  expect(sum.model).toBeLessThan(0.7 * sum.day);
  expect(sum.model).toBeLessThan(0.3 * sum.last);
});

test('the network learns what the straight line cannot tell', () => {
  const series = chaos(700);
  const missed = (epochs: number): number => {
    const fitted = gru({ epochs, hidden: 8 }).fit(upTo(series, 600));
    let sum = 0;
    for (const actual of series.values.subarray(600)) {
      sum += Math.abs(actual - (fitted.predict(1).mean[0] as number));
      fitted.update?.(actual);
    }
    return sum;
  };

  expect(missed(6)).toBeLessThan(0.7 * missed(0));
});

test('the same series and seed give the same forecast, another seed another', () => {
  const forecast = (seed: number) =>
    gru({ ...SMALL, seed })
      .fit(load(16))
      .save().state as { weights: number[] };

  expect(forecast(1)).toEqual(forecast(1));
  expect(forecast(2).weights).not.toEqual(forecast(1).weights);
});

test('saved and restored it predicts and goes on as if nothing had been', () => {
  const fitted = gru(SMALL).fit(load(16));
  fitted.update?.(90);
  const restored = gru().restore(JSON.parse(JSON.stringify(fitted.save())));

  for (const value of [70, Number.NaN, 80, 1e12, 60]) {
    fitted.update?.(value);
    restored.update?.(value);
  }

  expect(restored.predict(60)).toEqual(fitted.predict(60));
  expect(fitted.predict(1).startAt).toBe((16 * DAY + 6) * 1800 * 1000);
});

test('quantiles do not cross, and the middle one is the mean', () => {
  const { mean, quantiles } = gru(SMALL)
    .fit(load(16))
    .predict(3 * DAY, [0.01, 0.1, 0.5, 0.9, 0.999]);

  for (let lead = 0; lead < 3 * DAY; lead++) {
    const row = quantiles.map((quantile) => quantile[lead] as number);
    expect(row).toEqual(row.toSorted((one, other) => one - other));
    expect(row[2]).toBe(mean[lead]);
    expect(row[0]).toBeLessThan(row[4] as number);
  }
});

test('whatever comes, the forecast is finite and near what came', () => {
  const random = seededRandom(2);
  const noise = Float64Array.from({ length: 400 }, () => random());
  const spiked = noise.map((value, index) => (index % 90 === 50 ? 1e12 : value));
  const holes = noise.map((value, index) => (index % 100 > 40 ? value : Number.NaN));
  const gone = noise.map((value, index) => (index < 200 ? value : Number.NaN));
  const alone = noise.map((value, index) => (index === 3 ? value : Number.NaN));
  const shapes = [new Float64Array(300).fill(7), new Float64Array(24), noise.slice(0, 25), spiked, holes, gone, alone];
  for (const values of [...shapes, noise.map((value) => -value)]) {
    const { mean, quantiles } = gru(SMALL).fit({ values, stepSeconds: 3600, startAt: 0 }).predict(100);

    for (const row of [mean, ...quantiles]) expect(row.every((value) => Math.abs(value) < 30)).toBe(true);
  }
});

test('too short a series, bad options and bad saves are told', () => {
  const short = { values: new Float64Array(23), stepSeconds: 60, startAt: 0 };

  expect(() => gru().fit(short)).toThrow(expect.objectContaining({ code: 'too-short' }));
  for (const options of [{ hidden: 0 }, { epochs: -1 }, { budget: 0.5 }, { learningRate: 1 }, { seed: -1 }])
    expect(() => gru(options)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  const saved = gru(SMALL).fit(load(4)).save();
  const state = saved.state as object;
  for (const bad of [{}, { ...state, weights: [1] }, { ...state, starts: [] }, { ...state, hidden: 0 }])
    expect(() => gru().restore({ ...saved, state: bad as typeof saved.state })).toThrow(
      expect.objectContaining({ code: 'bad-saved' }),
    );
  expect(() => gru().restore({ ...saved, version: 2 })).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
