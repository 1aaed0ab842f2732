import { expect, test } from 'vitest';
import { multipleStl } from './multiple-stl.ts';
import { seededRandom } from './random.ts';
import { stl } from './stl.ts';
import truth from './truth/decomposition.json' with { type: 'json' };
import tolerances from './truth/decomposition-tolerance.json' with { type: 'json' };

const logAir = Float64Array.from(truth.air, Math.log);
const nottem = Float64Array.from(truth.nottem);
const taylor = Float64Array.from(truth.taylor);

/** The largest difference at the places that R told. */
function worst(found: Float64Array | undefined, told: readonly number[], at: readonly number[]): number {
  return Math.max(...at.map((index, place) => Math.abs((found?.[index] ?? Number.NaN) - (told[place] ?? 0))));
}

function within(what: string, differences: readonly number[]): void {
  const row = tolerances.find((tolerance) => tolerance.what === what);
  const [limit = Number.NaN] = (row?.tolerance ?? '').split(' ').map(Number);
  expect(Math.max(...differences), what).toBeLessThanOrEqual(limit);
}

const plain = [
  ['STL of log AirPassengers, window 13', logAir, { period: 12, seasonalWindow: 13 }, truth.stl_air_13],
  ['STL of log AirPassengers, periodic', logAir, { period: 12, seasonalWindow: 'periodic' }, truth.stl_air_periodic],
  [
    'STL of log AirPassengers, 143 months, robust',
    logAir.slice(0, 143),
    { period: 12, seasonalWindow: 7, robust: true },
    truth.stl_air_robust,
  ],
  ['STL of nottem', nottem, { period: 12, seasonalWindow: 7, trendWindow: 51 }, truth.stl_nottem],
  ['STL of nottem, robust', nottem, { period: 12, seasonalWindow: 'periodic', robust: true }, truth.stl_nottem_robust],
  ['STL of taylor, a week', taylor, { period: 336, seasonalWindow: 11 }, truth.stl_taylor],
] as const;

test.each(plain)('%s has the components R finds', (what, values, options, told) => {
  const { seasonal, trend, remainder } = stl(values, options);

  const { at } = told;
  within(what, [
    worst(seasonal, told.seasonal, at),
    worst(trend, told.trend, at),
    worst(remainder, told.remainder, at),
  ]);
});

test('MSTL has the components R finds', () => {
  const { seasonal, trend, remainder } = multipleStl(taylor, { periods: [336, 48] });
  const air = multipleStl(logAir, { periods: [12] });

  const [day, week] = seasonal;
  const { mstl_taylor: told, mstl_air: airTold } = truth;
  within('MSTL of taylor, day and week', [
    worst(day, told.day, told.at),
    worst(week, told.week, told.at),
    worst(trend, told.trend, told.at),
    worst(remainder, told.remainder, told.at),
  ]);
  within('MSTL of log AirPassengers', [
    worst(air.seasonal[0], airTold.seasonal, airTold.at),
    worst(air.trend, airTold.trend, airTold.at),
  ]);
});

test('the parts sum to the series, also where it is the period of a week of five minutes', () => {
  const random = seededRandom(9);
  const values = Float64Array.from({ length: 8064 }, (_, index) => 5 * Math.sin(index / 46) + random());

  const { seasonal, trend, remainder } = multipleStl(values, { periods: [288, 2016] });

  const gap = values.map((value, index) => {
    const seasons = seasonal.reduce((sum, season) => sum + (season[index] ?? 0), 0);
    return Math.abs(value - seasons - (trend[index] ?? 0) - (remainder[index] ?? 0));
  });
  expect(Math.max(...gap)).toBeLessThan(1e-9);
});

test('robust weights take an outlier out of the trend', () => {
  const values = Float64Array.from({ length: 120 }, (_, index) => index + 10 * Math.sin((index * Math.PI) / 6));
  values[60] = 1e6;

  const { trend, weights } = stl(values, { period: 12, robust: true });

  expect(weights[60]).toBe(0);
  expect(Math.abs((trend[60] ?? 0) - 60)).toBeLessThan(1);
});

test('windows and series that cannot be are refused', () => {
  const values = new Float64Array(30);

  expect(() => stl(values, { period: 12, seasonalWindow: 8 })).toThrow(/seasonal window is 8/);
  expect(() => stl(values, { period: 16 })).toThrow(/too short/);
  expect(() => multipleStl(values, { periods: [] })).toThrow(/no periods/);
});
