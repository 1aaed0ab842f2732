/** Values at even times; null is what is not known. */
export type Column = readonly (number | null)[];

/** Everything that is drawn and told, a row for each time. A column that nobody knows is empty. */
export interface Frame {
  /** The end of each step, in epoch milliseconds. */
  readonly at: readonly number[];
  readonly stepSeconds: number;
  readonly value: Column;
  /** As it was said a lead before. */
  readonly predicted: Column;
  /** What is said now of what comes. */
  readonly mean: Column;
  readonly low: Column;
  readonly high: Column;
  readonly desired: Column;
  readonly ready: Column;
  readonly reactive: Column;
  readonly capacity: Column;
}

/**
 * What stands at a time in a column that belongs to others; those that are missing are not known.
 *
 * @example
 * alignColumn([60, 120], [1, 2], [120, 180]) // => [2, null]
 */
export function alignColumn(at: readonly number[], column: Column, times: readonly number[]): (number | null)[] {
  const byTime = new Map(at.map((time, index) => [time, column[index] ?? null]));
  return times.map((time) => byTime.get(time) ?? null);
}

/**
 * The last value that is known, and where it stands.
 *
 * @example
 * lastKnown([1, 2, null]) // => { index: 1, value: 2 }
 * lastKnown([null]) // => undefined
 */
export function lastKnown(column: Column): { index: number; value: number } | undefined {
  const index = column.findLastIndex((value) => value !== null && value !== undefined);
  const value = column[index];
  return value === null || value === undefined ? undefined : { index, value };
}

/**
 * The first row at or after a time.
 *
 * @example
 * rowAt([60, 120, 180], 100) // => 1
 * rowAt([60, 120], 500) // => -1
 */
export function rowAt(at: readonly number[], time: number): number {
  return at.findIndex((other) => other >= time);
}
