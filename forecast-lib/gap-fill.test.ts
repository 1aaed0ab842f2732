import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillGaps } from './gap-fill.ts';

const DAY = [10, 20, 40, 30];

test('a line goes from neighbour to neighbour where there is no season', () => {
  expect(fillGaps([NaN, 1, NaN, NaN, 4, NaN], 0)).toEqual(Float64Array.of(1, 1, 2, 3, 4, 4));
});

test('a gap takes the shape of the season before', () => {
  expect(fillGaps([...DAY, 10, NaN, NaN, 30], 4)).toEqual(Float64Array.of(...DAY, ...DAY));
});

test('a gap in the first season takes the shape of the season after', () => {
  expect(fillGaps([10, NaN, NaN, 30, ...DAY], 4)).toEqual(Float64Array.of(...DAY, ...DAY));
  expect(fillGaps([NaN, NaN, 40, 30, ...DAY], 4)).toEqual(Float64Array.of(...DAY, ...DAY));
});

test('the season is moved by as much as the neighbours moved', () => {
  const [low, high] = [DAY, DAY.map((value) => value + 100)];

  expect(fillGaps([...low, 110, NaN, NaN, 130], 4)).toEqual(Float64Array.of(...low, ...high));
  expect(fillGaps([10, NaN, NaN, 30, ...high], 4)).toEqual(Float64Array.of(...low, ...high));
});

test('a gap at the end goes on with the season at the level it had', () => {
  expect(fillGaps([...DAY, 15, 25, NaN, NaN], 4)).toEqual(Float64Array.of(...DAY, 15, 25, 45, 35));
});

test('a gap longer than a season repeats it', () => {
  const filled = fillGaps([...DAY, ...Array.from({ length: 9 }, () => NaN), 20, 40], 4);

  expect(filled.subarray(0, 12)).toEqual(Float64Array.of(...DAY, ...DAY, ...DAY));
});

test('a first gap longer than a season is filled from behind', () => {
  expect(fillGaps([NaN, NaN, NaN, NaN, NaN, NaN, 40, 30, ...DAY], 4)).toEqual(Float64Array.of(...DAY, ...DAY, ...DAY));
});

test('every gap is filled, known samples stay, and nothing given is changed', () => {
  const sample = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(NaN));
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), fc.nat(9), (values, period) => {
      fc.pre(values.some((value) => !Number.isNaN(value)));
      const before = [...values];

      const filled = fillGaps(values, period);

      expect(filled.every(Number.isFinite)).toBe(true);
      expect(values).toEqual(before);
      for (const [index, value] of values.entries()) if (!Number.isNaN(value)) expect(filled[index]).toBe(value);
    }),
  );
});

test('a series with a shift and another scale is filled with the same shift and scale', () => {
  const sample = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(NaN));
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 9 }), (values, period) => {
      fc.pre(values.some((value) => !Number.isNaN(value)));

      const moved = fillGaps(
        values.map((value) => 4 * value + 64),
        period,
      );

      fillGaps(values, period).forEach((value, index) => {
        expect(moved[index]).toBeCloseTo(4 * value + 64, 8);
      });
    }),
  );
});
