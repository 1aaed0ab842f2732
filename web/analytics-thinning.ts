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

/**
 * The lowest and the highest of what is known in each bucket, in the order in which they came: a line through them looks
 * like the line through all. Two nulls where nothing is known.
 *
 * @example
 * bucketExtremes([1, 9, 5, 2, null, null], [3, 5]) // => [1, 9, null, null]
 * bucketExtremes([9, 5, 2], [2]) // => [9, 2]
 */
export function bucketExtremes(column: Column, ends: readonly number[]): (number | null)[] {
  const drawn: (number | null)[] = [];
  let row = 0;
  for (const end of ends) {
    let lowest: number | null = null;
    let highest: number | null = null;
    let falls = false;
    for (; row <= end; row += 1) {
      const value = column[row];
      if (value === null || value === undefined) continue;
      if (lowest === null || value < lowest) {
        lowest = value;
        falls = true;
      }
      if (highest === null || value > highest) {
        highest = value;
        falls = false;
      }
    }
    drawn.push(...(falls ? [highest, lowest] : [lowest, highest]));
  }
  return drawn;
}

/**
 * The first and the last row of each bucket.
 *
 * @example
 * bucketRows([2, 5]) // => [0, 2, 3, 5]
 */
export function bucketRows(ends: readonly number[]): number[] {
  return ends.flatMap((end, index) => [(ends[index - 1] ?? -1) + 1, end]);
}
