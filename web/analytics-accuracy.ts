import type { Column } from './analytics-column.ts';

/** How well something was predicted. Numbers are `undefined` where nothing can be compared. */
export interface Accuracy {
  /** How many rows have both. */
  readonly rows: number;
  /** Mean absolute error, in the unit of the values. */
  readonly mae: number | undefined;
  /** Symmetric mean absolute percentage error, 0 to 200; rows where both are 0 count as 0. */
  readonly smape: number | undefined;
  /** Share of the values inside the band, 0 to 1. */
  readonly coverage: number | undefined;
}

export interface Compared {
  readonly value: Column;
  readonly predicted: Column;
  /** As issued; without them coverage is not known. */
  readonly low?: Column | undefined;
  readonly high?: Column | undefined;
}

/**
 * Compares what came with what was said before, beside gaps in either.
 *
 * sMAPE as in Makridakis (1993): the mean of 200 |y − ŷ| / (|y| + |ŷ|).
 *
 * @example
 * accuracyOf({ value: [10, 20, null], predicted: [12, 20, 5] }) // => { rows: 2, mae: 1, smape: 9.090909090909092, coverage: undefined }
 * accuracyOf({ value: [1, 9], predicted: [1, 9], low: [0, 0], high: [2, 2] }).coverage // => 0.5
 */
export function accuracyOf({ value, predicted, low, high }: Compared): Accuracy {
  let rows = 0;
  let error = 0;
  let share = 0;
  let banded = 0;
  let inside = 0;
  for (const [index, actual] of value.entries()) {
    if (!isKnown(actual)) continue;
    const said = predicted[index];
    if (isKnown(said)) {
      rows += 1;
      error += Math.abs(actual - said);
      share += relativeError(actual, said);
    }
    const [least, most] = [low?.[index], high?.[index]];
    if (!isKnown(least) || !isKnown(most)) continue;
    banded += 1;
    if (actual >= least && actual <= most) inside += 1;
  }
  return { rows, mae: per(error, rows), smape: per(share, rows), coverage: per(inside, banded) };
}

function relativeError(actual: number, said: number): number {
  const sum = Math.abs(actual) + Math.abs(said);
  return sum === 0 ? 0 : (200 * Math.abs(actual - said)) / sum;
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

function per(sum: number, count: number): number | undefined {
  return count === 0 ? undefined : sum / count;
}
