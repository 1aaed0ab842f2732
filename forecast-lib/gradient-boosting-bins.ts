/** Columns of numbers as small whole numbers: which bin each is in, bin 0 where it is missing. */
export interface BinnedRows {
  /** Row after row. */
  readonly bins: Uint8Array;
  readonly columns: number;
  /** For each column, the highest value of each bin but the last, rising; bin b + 1 ends at edges[b]. */
  readonly edges: readonly Float64Array[];
}

/** Bins by equal counts (as in LightGBM, Ke et al. 2017): no more than `most` bins a column, missing ones aside. */
export function binRows(matrix: Float64Array, columns: number, most: number): BinnedRows {
  const count = columns === 0 ? 0 : matrix.length / columns;
  const bins = new Uint8Array(matrix.length);
  const edges: Float64Array[] = [];
  const column = new Float64Array(count);
  for (let at = 0; at < columns; at++) {
    let known = 0;
    for (let row = 0; row < count; row++) {
      const value = matrix[row * columns + at] as number;
      if (!Number.isNaN(value)) column[known++] = value;
    }
    const ends = edgesOf(column.subarray(0, known).sort(), most);
    edges.push(ends);
    for (let row = 0; row < count; row++) bins[row * columns + at] = binOf(ends, matrix[row * columns + at] as number);
  }
  return { bins, columns, edges };
}

function edgesOf(sorted: Float64Array, most: number): Float64Array {
  const edges: number[] = [];
  const highest = sorted[sorted.length - 1] as number;
  for (let bin = 1; bin < most; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / most)] as number;
    if (edge < highest && edge !== edges[edges.length - 1]) edges.push(edge);
  }
  return Float64Array.from(edges);
}

/** 0 for a missing value, else 1 and the number of edges below it. */
function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
