import { solvePositive } from './cholesky.ts';
import { middleOf } from './spike-bound.ts';
import type { TrainingRows } from './training-rows.ts';

/** A straight-line forecast that the trees start from, so that they need not build slopes from steps. */
export interface LinearStart {
  /** Columns of the features that count. */
  readonly columns: readonly number[];
  /** For each column its share and how that goes with the lead; then the intercept and its. */
  readonly shares: Float64Array;
  readonly middle: number;
  readonly spread: number;
}

/** Rounds of Huber weights. */
const ROUNDS = 3;

/** What the start says of a row. */
export function startOf(start: LinearStart, row: ArrayLike<number>, lead: number): number {
  const { columns, shares, middle, spread } = start;
  const aside = (lead - middle) / spread;
  let sum = 0;
  for (let at = 0; at <= columns.length; at++) {
    const value = at < columns.length ? (row[columns[at] as number] as number) : 1;
    if (Number.isNaN(value)) continue;
    sum += value * ((shares[2 * at] as number) + aside * (shares[2 * at + 1] as number));
  }
  return sum;
}

/**
 * Ridge regression with Huber's weights (Huber 1964; three rounds of reweighting), each share with a slope along the lead.
 *
 * @param ridge weight of zero, in rows
 */
export function fitStart(rows: TrainingRows, columns: readonly number[], ridge: number): LinearStart {
  const { count, lead } = rows;
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < count; row++) {
    low = Math.min(low, lead[row] as number);
    high = Math.max(high, lead[row] as number);
  }
  const middle = count === 0 ? 0 : (low + high) / 2;
  const spread = high > low ? (high - low) / 2 : 1;
  const size = 2 * (columns.length + 1);
  let start: LinearStart = { columns, shares: new Float64Array(size), middle, spread };
  for (let round = 0; round < ROUNDS; round++) {
    const weights = huberWeights(rows, start, round === 0);
    start = { columns, shares: solve(rows, start, weights, ridge), middle, spread };
  }
  return start;
}

function huberWeights(rows: TrainingRows, start: LinearStart, first: boolean): Float64Array {
  if (first) return rows.weight;
  const misses = missesOf(rows, start);
  const limit = 1.345 * 1.4826 * middleOf(misses) + 1e-9;
  return rows.weight.map((weight, row) => weight * Math.min(1, limit / (misses[row] as number)));
}

/** How far each row's target is from the start. */
export function missesOf(rows: TrainingRows, start: LinearStart): Float64Array {
  const { matrix, columns, target, lead } = rows;
  return target.map((value, row) =>
    Math.abs(value - startOf(start, matrix.subarray(row * columns, (row + 1) * columns), lead[row] as number)),
  );
}

function solve(rows: TrainingRows, start: LinearStart, weights: Float64Array, ridge: number): Float64Array {
  const { columns, middle, spread } = start;
  const size = 2 * (columns.length + 1);
  const square = new Float64Array(size * size);
  const right = new Float64Array(size);
  const values = new Float64Array(size);
  for (let row = 0; row < rows.count; row++) {
    const aside = ((rows.lead[row] as number) - middle) / spread;
    for (let at = 0; at <= columns.length; at++) {
      const value = at < columns.length ? (rows.matrix[row * rows.columns + (columns[at] as number)] as number) : 1;
      values[2 * at] = Number.isNaN(value) ? 0 : value;
      values[2 * at + 1] = (values[2 * at] as number) * aside;
    }
    const weight = weights[row] as number;
    const target = rows.target[row] as number;
    for (let one = 0; one < size; one++) {
      const part = weight * (values[one] as number);
      right[one] = (right[one] as number) + part * target;
      for (let other = 0; other <= one; other++)
        square[one * size + other] = (square[one * size + other] as number) + part * (values[other] as number);
    }
  }
  for (let one = 0; one < size; one++) square[one * size + one] = (square[one * size + one] as number) + ridge;
  return solvePositive(square, right, size);
}
