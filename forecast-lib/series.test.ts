import { expect, test } from 'vitest';
import { parseSeries, stepsPerDay, timeAt } from './series.ts';

test('numbers are copied, null and NaN are missing, and time starts at 0 unless told', () => {
  const values = [3, null, NaN, -4];

  const series = parseSeries({ values, stepSeconds: 60 });
  values[0] = 9;

  expect(series).toEqual({ values: Float64Array.of(3, NaN, NaN, -4), stepSeconds: 60, startAt: 0 });
});

test.each([
  ['no sample', { values: [], stepSeconds: 60 }, 'empty-series'],
  ['only missing samples', { values: [null, NaN], stepSeconds: 60 }, 'all-missing'],
  ['a sample without end', { values: [1, -Infinity], stepSeconds: 60 }, 'bad-value'],
  ['a sample in words', { values: ['1' as unknown as number], stepSeconds: 60 }, 'bad-value'],
  ['a step of nothing', { values: [1], stepSeconds: 0 }, 'bad-step'],
  ['a step backwards', { values: [1], stepSeconds: -60 }, 'bad-step'],
  ['a step without end', { values: [1], stepSeconds: Infinity }, 'bad-step'],
  ['a start that is no time', { values: [1], stepSeconds: 60, startAt: NaN }, 'bad-start'],
])('%s is a fault', (_, input, code) => {
  expect(() => parseSeries(input)).toThrow(expect.objectContaining({ code }));
});

test('a fault says where the bad sample is', () => {
  expect(() => parseSeries({ values: [1, 2, Infinity], stepSeconds: 60 })).toThrow(/\(Infinity at 2\)$/);
});

test('a sample has the time of its step', () => {
  const series = parseSeries({ values: [1, 2], stepSeconds: 300, startAt: 1_000 });

  expect([timeAt(series, 0), timeAt(series, 1), timeAt(series, 12)]).toEqual([1_000, 301_000, 3_601_000]);
});

test('a day has steps only where it has a whole number of them, at least two', () => {
  expect([1, 300, 3_600, 43_200, 86_400, 604_800, 7_000, 0.5].map(stepsPerDay)).toEqual([
    86_400, 288, 24, 2, 0, 0, 0, 172_800,
  ]);
});
