import { expect, test } from 'vitest';
import { bucketEnds, bucketExtremes, bucketMeans, bucketRows } from './analytics-thinning.ts';

test('a week of quarter minutes fits a table, and its last row is the last', () => {
  const ends = bucketEnds(40_320, 200);

  expect(ends.length).toBeLessThanOrEqual(200);
  expect(ends.at(-1)).toBe(40_319);
});

test('a mean over buckets is the mean of everything when they are equally full', () => {
  const column = Array.from({ length: 120 }, (_, index) => index);

  const means = bucketMeans(column, bucketEnds(120, 12));

  expect(means).toHaveLength(12);
  expect(means.reduce<number>((sum, value) => sum + (value ?? 0), 0) / 12).toBe(59.5);
});

test('a gap stays a gap, and no rows have no buckets', () => {
  expect(bucketMeans([null, null, 4, 4], bucketEnds(4, 2))).toEqual([null, 4]);
  expect(bucketEnds(0, 5)).toEqual([]);
});

test('what is drawn keeps every peak and every trough, and has a row for each value', () => {
  const column = Array.from({ length: 40_320 }, (_, row) =>
    row === 20_001 ? 900 : row === 20_777 ? -5 : Math.sin(row),
  );
  const ends = bucketEnds(column.length, 1_000);

  const drawn = bucketExtremes(column, ends);

  expect([Math.max(...drawn.map(Number)), Math.min(...drawn.map(Number))]).toEqual([900, -5]);
  expect(drawn).toHaveLength(bucketRows(ends).length);
});

test('a gap that is longer than a bucket is drawn as one', () => {
  const column = [1, 2, 3, null, null, null, null, null, 4, 5, 6, 7];

  expect(bucketExtremes(column, bucketEnds(12, 4))).toEqual([1, 3, null, null, 4, 4, 5, 7]);
});
