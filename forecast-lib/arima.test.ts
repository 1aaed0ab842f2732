import { expect, test } from 'vitest';
import { arima } from './arima.ts';
import { autoArima } from './arima-auto.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { SavedFitted } from './model.ts';
import { seededRandom } from './random.ts';
import { parseSeries, type Series } from './series.ts';

const series = (values: ArrayLike<number | null>, stepSeconds = 3600): Series => parseSeries({ values, stepSeconds });
const random = seededRandom(11);
/** A week of hours with a daily course and a wandering level. */
let level = 0;
const LOAD = Float64Array.from({ length: 168 }, (_, at) => {
  level = 0.9 * level + random() - 0.5;
  return 50 + 10 * Math.sin((2 * Math.PI * at) / 24) + 4 * level + random();
});
const MODELS = [
  arima({ order: [1, 0, 1], seasonal: [0, 1, 1] }),
  arima({ order: [2, 1, 1] }),
  autoArima({ maxModels: 8, maxOrder: 2, maxSeasonalOrder: 1 }),
];
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof ForecastFault ? error.code : String(error);
  }
  return 'none';
};

test('an autoregression expects the next value nearer to the mean than the last', () => {
  const fitted = arima({ order: [1, 0, 0] }).fit(series(LOAD));
  const { ar, constant } = fitted.summary;

  fitted.update(80);

  expect(fitted.predict(2).mean[0]).toBeCloseTo(constant + (ar[0] as number) * (80 - constant), 9);
  expect(fitted.predict(2).mean[1]).toBeCloseTo(constant + (ar[0] as number) ** 2 * (80 - constant), 9);
});

test.each(MODELS)('$name expects the same after a value that it expected', (model) => {
  const fitted = model.fit(series(LOAD));
  const before = fitted.predict(5);

  fitted.update(before.mean[0] as number);
  const after = fitted.predict(4);

  expect(after.startAt).toBe(before.startAt + 3_600_000);
  for (let lead = 0; lead < 4; lead++) expect(after.mean[lead]).toBeCloseTo(before.mean[lead + 1] as number, 8);
});

test.each(MODELS)('$name is as unsure after a missing sample as it was a lead further', (model) => {
  const fitted = model.fit(series(LOAD));
  const before = fitted.predict(3, [0.9]);

  fitted.update(Number.NaN);
  const after = fitted.predict(2, [0.9]);

  for (let lead = 0; lead < 2; lead++)
    expect(after.quantiles[0]?.[lead]).toBeCloseTo(before.quantiles[0]?.[lead + 1] as number, 8);
});

test.each(MODELS)('$name goes on from JSON as if nothing had been', (model) => {
  const fitted = model.fit(series(LOAD));
  fitted.update(Number.NaN);

  const restored = model.restore(JSON.parse(JSON.stringify(fitted.save())));
  fitted.update(47);
  restored.update(47);

  expect(restored.predict(30)).toEqual(fitted.predict(30));
  expect(restored.summary).toEqual(fitted.summary);
});

test('a save that is not whole is refused', () => {
  const model = arima({ order: [1, 1, 1] });
  const saved = model.fit(series(LOAD)).save();
  const state = saved.state as { readonly [key: string]: never };
  const broken: unknown[] = [
    undefined,
    { ...saved, model: 'auto-arima' },
    { ...saved, version: 2 },
    { ...saved, state: null },
    { ...saved, state: { ...state, ar: [null] } },
    { ...saved, state: { ...state, tail: [] } },
    { ...saved, state: { ...state, orders: [1, 1, 1, 0, 0, 0, 0] } },
  ];

  const codes = broken.map((one) => codeOf(() => model.restore(one as SavedFitted)));

  expect(codes).toEqual(broken.map(() => 'bad-saved'));
});

test('a scaled and shifted series has a scaled and shifted forecast', () => {
  const model = arima({ order: [1, 1, 1], seasonal: [0, 1, 1] });

  const plain = model.fit(series(LOAD)).predict(30);
  const moved = model.fit(series(LOAD.map((value) => 1000 * value - 7_000))).predict(30);

  for (const [lead, mean] of plain.mean.entries()) expect((moved.mean[lead] as number) / 1000 + 7).toBeCloseTo(mean, 3);
});

const ODD: [string, ArrayLike<number | null>][] = [
  ['one point', [7]],
  ['two points', [7, 9]],
  ['three points', [7, 9, 4]],
  ['five points', [7, 9, 4, 8, 8]],
  ['a constant', new Float64Array(100).fill(3)],
  ['zeros', new Float64Array(50)],
  ['a line', Float64Array.from({ length: 80 }, (_, at) => 3 + 0.1 * at)],
  ['a pure season', Float64Array.from({ length: 96 }, (_, at) => at % 24)],
  ['a spike of 10^12', LOAD.map((value, at) => (at === 140 ? 1e12 : value))],
  ['negative numbers', LOAD.map((value) => -value)],
  ['gaps at both ends', [...new Array(30).fill(null), ...LOAD, null, null]],
  ['more gaps than samples', Array.from(LOAD, (value, at) => (at % 3 === 0 ? value : null))],
  ['a single sample among gaps', [null, null, 5, null]],
];

test.each(ODD)('orders chosen for %s give a finite forecast that does not cross', (_, values) => {
  const fitted = autoArima({ maxModels: 8, maxOrder: 2, maxSeasonalOrder: 1 }).fit(series(values));

  const { mean, quantiles } = fitted.predict(48);

  expect(mean.every(Number.isFinite)).toBe(true);
  for (const [index, quantile] of quantiles.entries())
    for (const [lead, value] of quantile.entries())
      expect(value).toBeGreaterThanOrEqual(quantiles[index - 1]?.[lead] ?? -Number.MAX_VALUE);
});

test.each(ODD)('given orders fit %s, or say that it is too short', (_, values) => {
  const told = () =>
    arima({ order: [1, 0, 1], seasonal: [1, 1, 0], period: 24 })
      .fit(series(values))
      .predict(48);

  const code = codeOf(told);

  expect(['none', 'too-short']).toContain(code);
  if (code === 'none') expect(told().mean.every(Number.isFinite)).toBe(true);
});

test('a line goes on, and a pure season comes again', () => {
  const line = autoArima().fit(series(ODD[6]?.[1] as Float64Array));
  const season = autoArima().fit(series(ODD[7]?.[1] as Float64Array));

  expect(line.predict(3).mean[2]).toBeCloseTo(3 + 0.1 * 82, 6);
  expect([...season.predict(24).mean]).toEqual(Array.from({ length: 24 }, (_, at) => at));
});

test('options that no model has are refused', () => {
  const bad = [
    () => arima({ order: [-1, 0, 0] }),
    () => arima({ order: [1, 1, 0], mean: true }),
    () => arima({ order: [1, 0, 0], drift: true }),
    () => arima({ period: 1.5 }),
    () => autoArima({ maxOrder: 1.5 }),
    () => arima({ seasonal: [0, 1, 1] }).fit(series(LOAD, 7_000)),
  ];

  expect(bad.map(codeOf)).toEqual(bad.map(() => 'bad-option'));
});

test('a long history with a long period is fitted by the last of it alone', () => {
  const values = Float64Array.from({ length: 8_064 }, (_, at) => Math.sin((2 * Math.PI * at) / 288) + random());
  const model = autoArima({ maxModels: 6 });

  const all = model.fit(series(values, 300)).predict(288);
  const last = model.fit(series(values.subarray(8_064 - 4_096), 300)).predict(288);

  expect(all.mean).toEqual(last.mean);
});
