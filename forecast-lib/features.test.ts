import { expect, test } from 'vitest';
import { featureNamed, featureRow, featuresFor } from './features.ts';
import { seededRandom } from './random.ts';
import { SeriesWindow } from './series-window.ts';

const DAY = 48;
const LENGTH = 12 * DAY;

function random(seed: number): Float64Array {
  const next = seededRandom(seed);
  return Float64Array.from({ length: LENGTH }, () => 50 + 10 * next());
}

function windowOf(values: Float64Array): SeriesWindow {
  return new SeriesWindow({ values, stepSeconds: 1800, startAt: 0 }, DAY, LENGTH);
}

const ALL = featuresFor(DAY, LENGTH, true);

function told(name: string, window: SeriesWindow, origin: number, lead: number): number {
  return featureNamed(name)?.at(window, origin, lead) ?? Number.NaN;
}

test('no feature looks at a sample at or after the origin', () => {
  const values = random(1);
  const origin = 10 * DAY + 5;
  const shuffled = values.slice();
  shuffled.set(random(2).subarray(origin), origin);

  for (const lead of [1, 2, 12, DAY, DAY + 1, 100])
    expect(featureRow(ALL, windowOf(shuffled), origin, lead)).toEqual(featureRow(ALL, windowOf(values), origin, lead));
});

test('each feature moves and grows with the series as its kind says', () => {
  const values = random(1);
  const moved = values.map((value) => 3 * value + 7);

  const before = featureRow(ALL, windowOf(values), LENGTH, 5);
  const after = featureRow(ALL, windowOf(moved), LENGTH, 5);

  const grown = values.map((value) => 3 * value);
  const ratios = featureRow(ALL, windowOf(grown), LENGTH, 5);
  for (const [index, { name, kind }] of ALL.entries()) {
    const value = before[index] as number;
    const expected = kind === 'level' ? 3 * value + 7 : kind === 'change' || kind === 'spread' ? 3 * value : value;
    expect((kind === 'ratio' ? ratios : after)[index], name).toBeCloseTo(expected, 8);
  }
});

test('lags, same times and clocks are where they should be', () => {
  const values = Float64Array.from({ length: LENGTH }, (_, index) => index);
  const window = windowOf(values);
  const origin = 9 * DAY + 11;

  expect(told('lag-2', window, origin, 4)).toBe(origin - 2);
  expect(told('day-ago', window, origin, 4)).toBe(origin + 3 - DAY);
  expect(told('week-ago', window, origin, 4)).toBe(origin + 3 - 7 * DAY);
  expect(told('slope-6', window, origin, 4)).toBeCloseTo(5, 12);
  expect(told('lowest-12', window, origin, 4)).toBe(origin - 12);
  expect(told('median-5', window, origin, 4)).toBe(origin - 3);
  // The target is 12 steps of half an hour after midnight: six in the morning, a quarter of the circle.
  expect(told('day-sine', window, 9 * DAY + 1, 12)).toBeCloseTo(1, 12);
  expect(told('lead', window, origin, 4)).toBe(4);
});

test('a missing sample is left out, and what cannot be told is NaN', () => {
  const values = random(1);
  values.fill(Number.NaN, LENGTH - 14, LENGTH - 1);
  const window = windowOf(values);

  expect(told('lag-2', window, LENGTH, 1)).toBeNaN();
  expect(told('mean-12', window, LENGTH, 1)).toBeCloseTo(values[LENGTH - 1] as number, 10);
  expect(told('median-5', window, LENGTH, 1)).toBe(values[LENGTH - 1]);
  expect(told('deviation-12', window, LENGTH, 1)).toBeNaN();
  expect(told('slope-6', window, LENGTH, 1)).toBeNaN();
});

test('every feature has a name of its own and is found by it', () => {
  const names = ALL.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names.map((name) => featureNamed(name)?.name)).toEqual(names);
  expect(ALL.every(({ what }) => what.length > 0)).toBe(true);
});

test('where the season is no day there is no clock, where there is none there is no same time', () => {
  const names = (daily: boolean, period: number) => featuresFor(period, LENGTH, daily).map(({ name }) => name);

  expect(names(false, 12)).toContain('day-ago');
  expect(names(false, 12)).not.toContain('day-sine');
  expect(names(false, 0)).not.toContain('day-ago');
});

test('an origin outside the window is refused', () => {
  const window = windowOf(random(1));

  expect(() => featureRow(ALL, window, 0, 1)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  expect(() => featureRow(ALL, window, LENGTH + 1, 1)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  expect(() => featureRow(ALL, window, 5, 0)).toThrow(expect.objectContaining({ code: 'bad-horizon' }));
});
