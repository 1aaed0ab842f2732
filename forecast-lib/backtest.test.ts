import { expect, test } from 'vitest';
import { type BacktestOptions, backtest, type Fold } from './backtest.ts';
import { ensemble } from './ensemble.ts';
import { lastValue } from './last-value.ts';
import type { Model } from './model.ts';
import { mstl } from './mstl.ts';
import { seededRandom } from './random.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { parseSeries, type Series } from './series.ts';
import { theta } from './theta.ts';

const HOUR = 3_600;
const OPTIONS: BacktestOptions = { horizon: 24, origins: 5, spacing: 27 };

function noisyDays(days: number): Series {
  const random = seededRandom(11);
  const values = Array.from({ length: days * 24 }, (_, hour) => 50 + 30 * Math.sin((hour * Math.PI) / 12) + random());
  return parseSeries({ values, stepSeconds: HOUR, startAt: 1_700_000_000_000 });
}

/** The forecast of one origin when all from there on is another story. */
function forecastWith(series: Series, fold: Fold, model: Model, future: (values: Float64Array) => void): Fold {
  const values = series.values.slice();
  future(values.subarray(fold.origin));
  const folds = [...backtest({ ...series, values }, model, OPTIONS)];
  return folds[fold.index] as Fold;
}

test.each([lastValue(), seasonalNaive(), theta(), mstl(), ensemble()])(
  '$name says the same when all after an origin is shuffled',
  (model) => {
    const series = noisyDays(14);
    const random = seededRandom(5);
    const shuffle = (values: Float64Array) => {
      for (let index = values.length - 1; index > 0; index--) {
        const other = Math.floor(random() * (index + 1));
        [values[index], values[other]] = [values[other] as number, values[index] as number];
      }
    };

    const folds = [...backtest(series, model, OPTIONS)];

    expect(folds).toHaveLength(5);
    for (const fold of folds) {
      const shuffled = forecastWith(series, fold, model, shuffle);
      expect(shuffled.forecast).toEqual(fold.forecast);
      expect(shuffled.actual).not.toEqual(fold.actual);
    }
  },
);

test.each([lastValue(), seasonalNaive(), theta(), mstl(), ensemble()])(
  '$name says the same when all after an origin is 1e9',
  (model) => {
    const series = noisyDays(14);

    const folds = [...backtest(series, model, OPTIONS)];

    for (const fold of folds) {
      const other = forecastWith(series, fold, model, (values) => values.fill(1e9));
      expect([other.forecast, other.scale]).toEqual([fold.forecast, fold.scale]);
    }
  },
);

test('a model that looks beyond its series, or changes it, finds only its own copy', () => {
  const series = noisyDays(14);
  const before = series.values.slice();
  const lengths: number[] = [];
  const nosy: Model = {
    ...lastValue(),
    fit(seen) {
      lengths.push(new Float64Array(seen.values.buffer).length);
      const fitted = lastValue().fit(seen);
      new Float64Array(seen.values.buffer).fill(-1);
      return fitted;
    },
  };

  const folds = [...backtest(series, nosy, OPTIONS)];

  expect(lengths).toEqual(folds.map(({ origin }) => origin));
  expect(series.values).toEqual(before);
});

test('origins go from the oldest to a horizon before the end, evenly spaced', () => {
  const series = noisyDays(14);

  const folds = [...backtest(series, lastValue(), OPTIONS)];

  expect(folds.map(({ origin }) => origin)).toEqual([204, 231, 258, 285, 312]);
  expect(folds.map(({ index, of }) => [index, of])).toEqual([0, 1, 2, 3, 4].map((index) => [index, 5]));
  expect(folds[4]?.actual).toEqual(series.values.slice(312));
  expect(folds[4]?.forecast.startAt).toBe(series.startAt + 312 * HOUR * 1000);
});

test('unless told there are eight origins 27 hours apart, so that hours of the day differ', () => {
  const folds = [...backtest(noisyDays(20), lastValue(), { horizon: 24 })];

  expect(new Set(folds.map(({ origin }) => origin % 24)).size).toBe(8);
});

test('a model sees at most the longest history, at its own time', () => {
  const seen: Series[] = [];
  const spy: Model = {
    ...lastValue(),
    fit(series) {
      seen.push(series);
      return lastValue().fit(series);
    },
  };
  const series = noisyDays(14);

  const [fold] = [...backtest(series, spy, { horizon: 24, origins: 1, longestHistory: 100 })];

  expect(seen[0]?.values).toEqual(series.values.slice(212, 312));
  expect(seen[0]?.startAt).toBe(series.startAt + 212 * HOUR * 1000);
  expect(fold?.forecast.startAt).toBe(series.startAt + 312 * HOUR * 1000);
});

test('one fold costs one fit, and folds that are not taken cost nothing', () => {
  let fits = 0;
  const counted: Model = {
    ...lastValue(),
    fit(series) {
      fits++;
      return lastValue().fit(series);
    },
  };

  const folds = backtest(noisyDays(14), counted, OPTIONS);
  folds.next();
  folds.next();

  expect(fits).toBe(2);
});

test('an origin whose history is all missing is passed over', () => {
  const values = noisyDays(14).values.fill(NaN, 0, 240);

  const folds = [...backtest({ values, stepSeconds: HOUR, startAt: 0 }, lastValue(), OPTIONS)];

  expect(folds.map(({ index, of, origin }) => [index, of, origin])).toEqual([
    [0, 3, 258],
    [1, 3, 285],
    [2, 3, 312],
  ]);
});

test('a short series gives the folds that fit, and a fault where none does', () => {
  const short = parseSeries({ values: [1, 2, 3, 4], stepSeconds: 86_400 });

  const folds = [...backtest(short, lastValue(), { horizon: 2 })];

  expect(folds.map(({ origin }) => origin)).toEqual([1, 2]);
  expect(() => backtest(short, lastValue(), { horizon: 4 }).next()).toThrow(
    expect.objectContaining({ code: 'too-short' }),
  );
});

test.each([
  [{ horizon: 0 }, 'bad-horizon'],
  [{ horizon: 1, origins: 0 }, 'bad-option'],
  [{ horizon: 1, spacing: 1.5 }, 'bad-option'],
  [{ horizon: 1, longestHistory: -1 }, 'bad-option'],
  [{ horizon: 1, shortestHistory: Number.NaN }, 'bad-option'],
  [{ horizon: 1, levels: [2] }, 'bad-level'],
])('%j is a fault with the code %s', (options, code) => {
  const folds = backtest(noisyDays(3), lastValue(), options);

  expect(() => folds.next()).toThrow(expect.objectContaining({ code }));
});
