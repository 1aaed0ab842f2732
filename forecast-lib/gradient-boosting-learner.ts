import { binRows } from './gradient-boosting-bins.ts';
import { leafOf, type Tree, TreeGrower } from './gradient-boosting-tree.ts';
import { fitStart, type LinearStart, startOf } from './linear-start.ts';
import { middleOf } from './spike-bound.ts';
import type { TrainingRows } from './training-rows.ts';

export interface BoostingOptions {
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly bins: number;
  /** Columns of the straight-line start. */
  readonly linear: readonly number[];
  /** Columns that trees split on. */
  readonly split: readonly number[];
  readonly random: () => number;
}

/** A straight line and the trees that mend it. */
export interface Boosted {
  readonly start: LinearStart;
  readonly trees: readonly Tree[];
  /** For each column, how much its splits lowered the loss. */
  readonly gains: Float64Array;
}

/** Share of rows and of columns that one tree sees (stochastic gradient boosting, Friedman 2002). */
const ROW_SHARE = 0.6;
const COLUMN_SHARE = 0.5;
/** Huber's limit is taken anew after so many trees. */
const LIMIT_EVERY = 8;

/** What it says of a row: the target without level and scale. */
export function boostedValue({ start, trees }: Boosted, row: Float64Array, lead: number): number {
  let sum = startOf(start, row, lead);
  for (const tree of trees) sum += leafOf(tree, row);
  return sum;
}

/**
 * Gradient boosting (Friedman 2001) of Huber's loss, from a ridge regression. With `held` rows it keeps as many trees as
 * forecast those best, perhaps none.
 */
export function boost(rows: TrainingRows, options: BoostingOptions, held?: TrainingRows): Boosted {
  const { trees: most, depth, learningRate, random } = options;
  const start = fitStart(rows, options.linear, 0.02 * rows.count + 1);
  const grower = new TreeGrower(binRows(rows.matrix, rows.columns, options.bins));
  const gains = new Float64Array(rows.columns);
  const rest = restOf(rows, start);
  const heldRest = held && restOf(held, start);
  const slopes = new Float64Array(rows.count);
  const trees: Tree[] = [];
  let limit = 0;
  let best = { loss: held && heldRest ? lossOf(held, heldRest) : 0, count: 0 };
  for (let count = 1; count <= most; count++) {
    if ((count - 1) % LIMIT_EVERY === 0) limit = 1.345 * 1.4826 * middleOf(rest.map(Math.abs)) + 1e-9;
    for (let row = 0; row < rows.count; row++)
      slopes[row] = (rows.weight[row] as number) * Math.max(-limit, Math.min(limit, rest[row] as number));
    const among = options.split.filter(() => random() < COLUMN_SHARE);
    const shape = { depth, lightest: 5, ridge: 5, among };
    const tree = grower.grow(slopes, rows.weight, someRows(rows.count, random), shape, gains);
    for (let leaf = 0; leaf < tree.leaves.length; leaf++)
      tree.leaves[leaf] = (tree.leaves[leaf] as number) * learningRate;
    trees.push(tree);
    takeOff(rest, rows, tree);
    if (!(held && heldRest)) continue;
    takeOff(heldRest, held, tree);
    const loss = lossOf(held, heldRest);
    if (loss < best.loss) best = { loss, count };
  }
  return { start, trees: held ? trees.slice(0, best.count) : trees, gains };
}

function restOf(rows: TrainingRows, start: LinearStart): Float64Array {
  const { matrix, columns, target, lead } = rows;
  return target.map(
    (value, row) => value - startOf(start, matrix.subarray(row * columns, (row + 1) * columns), lead[row] as number),
  );
}

function takeOff(rest: Float64Array, { matrix, columns }: TrainingRows, tree: Tree): void {
  for (let row = 0; row < rest.length; row++)
    rest[row] = (rest[row] as number) - leafOf(tree, matrix.subarray(row * columns, (row + 1) * columns));
}

function lossOf({ weight }: TrainingRows, rest: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rest.length; row++) sum += (weight[row] as number) * Math.abs(rest[row] as number);
  return sum;
}

function someRows(count: number, random: () => number): Int32Array {
  const some = new Int32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) if (random() < ROW_SHARE) some[length++] = row;
  return some.subarray(0, length);
}
