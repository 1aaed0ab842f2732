import { solvePositive } from './cholesky.ts';

/** Sums of products of the columns of a regression, and with what it explains. */
export interface NormalEquations {
  /** Lower triangle, row after row. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  /** Sum of squares of what is explained. */
  squares: number;
  rows: number;
}

/** How a column is held towards 0. */
export interface Penalty {
  /** Usual size of a coefficient; Infinity to leave it free. */
  readonly size: number;
  /** Whether most of them are 0 (Laplace's distribution) rather than all of them small (normal). */
  readonly sparse: boolean;
}

export function normalEquations(columns: number): NormalEquations {
  return { matrix: new Float64Array(columns * columns), right: new Float64Array(columns), squares: 0, rows: 0 };
}

export function addRow(sums: NormalEquations, row: Float64Array, value: number): void {
  const { matrix, right } = sums;
  const size = right.length;
  for (let one = 0, at = 0; one < size; one++, at += size) {
    const left = row[one] as number;
    if (left === 0) continue;
    right[one] = (right[one] as number) + left * value;
    for (let other = 0; other <= one; other++)
      matrix[at + other] = (matrix[at + other] as number) + left * (row[other] as number);
  }
  sums.squares += value * value;
  sums.rows++;
}

const ROUNDS = 8;

/**
 * The most likely coefficients where noise is normal and each coefficient has a distribution around 0. Sparse ones by
 * reweighting: a ridge for each, the stronger the smaller it was (Tibshirani 1996, section 6). The noise follows from
 * what is left. Each round is one Cholesky.
 */
export function solvePenalised(sums: NormalEquations, penalties: readonly Penalty[]): Float64Array {
  const { matrix, right, rows } = sums;
  const size = right.length;
  let found = new Float64Array(size);
  let noise = sums.squares / Math.max(1, rows);
  const sparse = penalties.some(({ sparse, size: width }) => sparse && width < Infinity);
  for (let round = 0; round < (sparse ? ROUNDS : 2); round++) {
    const held = matrix.slice();
    penalties.forEach((penalty, at) => {
      const width = penalty.size;
      const before = round === 0 ? width : Math.abs(found[at] as number) + 1e-4 * width;
      const ridge = penalty.sparse ? noise / (width * before) : noise / (width * width);
      held[at * size + at] = (held[at * size + at] as number) + ridge;
    });
    found = solvePositive(held, right, size) as Float64Array<ArrayBuffer>;
    noise = Math.max(0, leftOver(sums, found)) / Math.max(1, rows - size);
  }
  return found;
}

/** Sum of squares of what coefficients do not explain. */
function leftOver({ matrix, right, squares }: NormalEquations, found: Float64Array): number {
  const size = right.length;
  let left = squares;
  for (let one = 0; one < size; one++) {
    const value = found[one] as number;
    left += value * (value * (matrix[one * size + one] as number) - 2 * (right[one] as number));
    for (let other = 0; other < one; other++)
      left += 2 * value * (found[other] as number) * (matrix[one * size + other] as number);
  }
  return left;
}
