import { expect, test } from 'vitest';
import { bucketEnds, bucketMeans } from './analytics-thinning.ts';

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
