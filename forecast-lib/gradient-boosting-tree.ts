import type { BinnedRows } from './gradient-boosting-bins.ts';

/**
 * A full binary tree: node n has the children 2n + 1 and 2n + 2. A row goes left where its feature is missing or no more
 * than the threshold; at a node without a split (column -1) all go left.
 */
export interface Tree {
  readonly depth: number;
  readonly columns: Int16Array;
  readonly thresholds: Float64Array;
  readonly leaves: Float64Array;
}

/** What one row gets from a tree. */
export function leafOf(tree: Tree, row: Float64Array): number {
  const { depth, columns, thresholds, leaves } = tree;
  let node = 0;
  for (let level = 0; level < depth; level++) {
    const column = columns[node] as number;
    const right = column >= 0 && (row[column] as number) > (thresholds[node] as number);
    node = 2 * node + (right ? 2 : 1);
  }
  return leaves[node - columns.length] as number;
}

export interface TreeOptions {
  readonly depth: number;
  /** A leaf has at least this weight. */
  readonly lightest: number;
  /** Weight of zero in each leaf's mean. */
  readonly ridge: number;
  /** Columns that may be split on. */
  readonly among: readonly number[];
}

/** Numbers a column takes in a node's sums: slope and weight for each of up to 63 bins and the missing. */
const STRIDE = 128;
/** A threshold that only missing values are not above; JSON cannot hold -Infinity. */
const LOWEST = -Number.MAX_VALUE;

/**
 * Grows a tree, level by level, that lowers the squared distance to the slopes most (Friedman 2001), from sums of slope
 * and weight for each bin (LightGBM, Ke et al. 2017): the larger child's sums are the parent's less the smaller child's.
 *
 * Kept as a class for its buffers: a hundred trees take the same memory as one.
 */
export class TreeGrower {
  readonly #rows: BinnedRows;
  readonly #order: Int32Array;
  readonly #spare: Int32Array;
  readonly #sums: Float64Array[] = [];

  constructor(rows: BinnedRows) {
    this.#rows = rows;
    const count = rows.columns === 0 ? 0 : rows.bins.length / rows.columns;
    this.#order = new Int32Array(count);
    this.#spare = new Int32Array(count);
  }

  /**
   * @param slopes what each row lacks, times its weight
   * @param weights of the rows; the rows of `chosen` are looked at
   * @param gains for each column, raised by how much its splits lowered the loss
   */
  grow(
    slopes: Float64Array,
    weights: Float64Array,
    chosen: Int32Array,
    options: TreeOptions,
    gains: Float64Array,
  ): Tree {
    const { depth } = options;
    const inner = 2 ** depth - 1;
    const columns = new Int16Array(inner).fill(-1);
    const thresholds = new Float64Array(inner);
    const starts = new Int32Array(2 * inner + 2);
    const ends = new Int32Array(2 * inner + 2);
    this.#order.set(chosen);
    ends[0] = chosen.length;
    this.#sumRows(0, 0, chosen.length, slopes, weights);
    for (let node = 0; node < inner; node++) {
      const from = starts[node] as number;
      const to = ends[node] as number;
      const left = 2 * node + 1;
      const split = to - from < 2 ? undefined : this.#bestSplit(node, options);
      const middle = split === undefined ? to : this.#part(from, to, split.column, split.bin);
      starts[left] = from;
      ends[left] = middle;
      starts[left + 1] = middle;
      ends[left + 1] = to;
      if (split === undefined) continue;
      columns[node] = split.column;
      thresholds[node] = this.#rows.edges[split.column]?.[split.bin - 1] ?? LOWEST;
      gains[split.column] = (gains[split.column] as number) + split.gain;
      if (left < inner) this.#sumChildren(node, from, middle, to, slopes, weights);
    }
    const leaves = new Float64Array(inner + 1);
    for (let leaf = 0; leaf <= inner; leaf++)
      leaves[leaf] = this.#leaf(starts[inner + leaf] as number, ends[inner + leaf] as number, slopes, weights, options);
    return { depth, columns, thresholds, leaves };
  }

  #leaf(from: number, to: number, slopes: Float64Array, weights: Float64Array, { ridge }: TreeOptions): number {
    let slope = 0;
    let weight = 0;
    for (let at = from; at < to; at++) {
      const row = this.#order[at] as number;
      slope += slopes[row] as number;
      weight += weights[row] as number;
    }
    return weight === 0 ? 0 : slope / (weight + ridge);
  }

  /** Sums the smaller child's rows; the larger child has what is left of its parent. */
  #sumChildren(
    node: number,
    from: number,
    middle: number,
    to: number,
    slopes: Float64Array,
    weights: Float64Array,
  ): void {
    const smaller = 2 * node + (middle - from <= to - middle ? 1 : 2);
    const larger = 4 * node + 3 - smaller;
    if (smaller % 2 === 1) this.#sumRows(smaller, from, middle, slopes, weights);
    else this.#sumRows(smaller, middle, to, slopes, weights);
    const above = this.#sumsOf(node);
    const beside = this.#sumsOf(smaller);
    const rest = this.#sumsOf(larger);
    for (let at = 0; at < rest.length; at++) rest[at] = (above[at] as number) - (beside[at] as number);
  }

  #sumsOf(node: number): Float64Array {
    const sums = this.#sums[node] ?? new Float64Array(this.#rows.columns * STRIDE);
    this.#sums[node] = sums;
    return sums;
  }

  /** Sums slopes and weights of the node's rows for each column and bin. */
  #sumRows(node: number, from: number, to: number, slopes: Float64Array, weights: Float64Array): void {
    const { bins, columns } = this.#rows;
    const sums = this.#sumsOf(node);
    sums.fill(0);
    for (let at = from; at < to; at++) {
      const row = this.#order[at] as number;
      const slope = slopes[row] as number;
      const weight = weights[row] as number;
      let place = row * columns;
      for (let base = 0; base < sums.length; base += STRIDE) {
        const bin = base + 2 * (bins[place++] as number);
        sums[bin] = (sums[bin] as number) + slope;
        sums[bin + 1] = (sums[bin + 1] as number) + weight;
      }
    }
  }

  #bestSplit(node: number, options: TreeOptions): { column: number; bin: number; gain: number } | undefined {
    const sums = this.#sumsOf(node);
    const { lightest, ridge, among } = options;
    let best: { column: number; bin: number; gain: number } | undefined;
    let highest = 1e-12;
    for (const column of among) {
      const base = column * STRIDE;
      const used = (this.#rows.edges[column]?.length ?? 0) + 1;
      let slope = 0;
      let weight = 0;
      for (let bin = 0; bin <= used; bin++) {
        slope += sums[base + 2 * bin] as number;
        weight += sums[base + 2 * bin + 1] as number;
      }
      const whole = (slope * slope) / (weight + ridge);
      let leftSlope = 0;
      let leftWeight = 0;
      for (let bin = 0; bin < used; bin++) {
        leftSlope += sums[base + 2 * bin] as number;
        leftWeight += sums[base + 2 * bin + 1] as number;
        const rightWeight = weight - leftWeight;
        if (leftWeight < lightest || rightWeight < lightest) continue;
        const rightSlope = slope - leftSlope;
        const gain =
          (leftSlope * leftSlope) / (leftWeight + ridge) + (rightSlope * rightSlope) / (rightWeight + ridge) - whole;
        if (gain <= highest) continue;
        highest = gain;
        best = { column, bin, gain };
      }
    }
    return best;
  }

  /** Puts the rows of a node that go left before the others, and keeps their order; gives where the others start. */
  #part(from: number, to: number, column: number, bin: number): number {
    const { bins, columns } = this.#rows;
    let left = from;
    let right = 0;
    for (let at = from; at < to; at++) {
      const row = this.#order[at] as number;
      if ((bins[row * columns + column] as number) <= bin) this.#order[left++] = row;
      else this.#spare[right++] = row;
    }
    this.#order.set(this.#spare.subarray(0, right), left);
    return left;
  }
}
