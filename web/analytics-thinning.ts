import type { Column } from './analytics-column.ts';

/**
 * Which rows stand for the others when there are more of them than fit: of each bucket the last row, so that the end is
 * always among them.
 *
 * @example
 * bucketEnds(10, 4) // => [2, 5, 8, 9]
 * bucketEnds(3, 10) // => [0, 1, 2]
 */
export function bucketEnds(rows: number, most: number): number[] {
  const size = Math.max(1, Math.ceil(rows / most));
  return Array.from({ length: Math.ceil(rows / size) }, (_, index) => Math.min(rows, (index + 1) * size) - 1);
}

/**
 * The mean of what is known in each bucket, to the right of the bucket before; null where nothing is known.
 *
 * @example
 * bucketMeans([1, 3, null, null, 8], [1, 3, 4]) // => [2, null, 8]
 */
export function bucketMeans(column: Column, ends: readonly number[]): (number | null)[] {
  return ends.map((end, index) => {
    const known = column.slice((ends[index - 1] ?? -1) + 1, end + 1).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
