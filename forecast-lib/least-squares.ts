import { solvePositive } from './cholesky.ts';

/** How a search goes. */
export interface LeastSquaresOptions {
  /** Step over which a slope is taken, for parameters of size one. */
  readonly width?: number;
  /** Ends when two steps, one after the other, lower the sum of squares by less than this share. */
  readonly tolerance?: number;
  /** Takes slopes from both sides: exact to the square of the width, for twice the evaluations. */
  readonly central?: boolean;
  readonly maxSteps?: number;
}

/** Where a search ended. */
export interface LeastSquares {
  readonly at: Float64Array;
  /** The sum of squares there; infinite if the start already had none. */
  readonly value: number;
}

/** No step moves a parameter further than this: the slopes say nothing of what is beyond. */
const LONGEST_STEP = 1;

/**
 * Looks for the parameters that make the squares of many residuals small (Levenberg 1944; Marquardt, SIAM Journal 11,
 * 1963; damping by the diagonal), with slopes from forward differences: one evaluation for each parameter and step, some
 * five to fifteen steps. It finds a local minimum.
 *
 * @param residuals always as many; nothing where the parameters are not allowed
 */
export function leastSquares(
  residuals: (at: Float64Array) => Float64Array | undefined,
  start: ArrayLike<number>,
  { width = 1e-6, tolerance = 1e-10, central = false, maxSteps = 40 }: LeastSquaresOptions = {},
): LeastSquares {
  let at = Float64Array.from(start);
  let now = residuals(at);
  let value = sumSquares(now);
  const size = at.length;
  let damping = 1e-3;
  let small = 0;
  for (let step = 0; step < maxSteps && size > 0 && now !== undefined && value > 0; step++) {
    const system = normalEquations(residuals, at, now, width, central);
    let better = false;
    for (; damping < 1e10 && !better; damping *= better ? 0.1 : 10) {
      const next = moved(at, system, damping);
      const there = residuals(next);
      const reached = sumSquares(there);
      if (!(reached < value)) continue;
      better = true;
      small = value - reached <= tolerance * value ? small + 1 : 0;
      [at, now, value] = [next, there, reached];
    }
    if (!better || small === 2) break;
    damping = Math.max(damping, 1e-9);
  }
  return { at, value };
}

interface NormalEquations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

function normalEquations(
  residuals: (at: Float64Array) => Float64Array | undefined,
  at: Float64Array,
  now: Float64Array,
  width: number,
  central: boolean,
): NormalEquations {
  const size = at.length;
  const columns = Array.from({ length: size }, (_, parameter) => {
    const beside = (step: number): Float64Array | undefined => {
      const place = at.slice();
      place[parameter] = (at[parameter] as number) + step;
      return residuals(place);
    };
    const above = beside(width);
    const below = central || above === undefined ? beside(-width) : now;
    const reach = (above ? width : 0) + (below === now ? 0 : width);
    if (below && reach > 0) {
      const high = above ?? now;
      return high.map((residual, index) => (residual - (below[index] as number)) / reach);
    }
    return new Float64Array(now.length);
  });
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (const [row, column] of columns.entries()) {
    right[row] = -product(column, now);
    for (let other = 0; other <= row; other++)
      matrix[row * size + other] = product(column, columns[other] as Float64Array);
  }
  return { matrix, right };
}

function moved(
  at: Float64Array<ArrayBuffer>,
  { matrix, right }: NormalEquations,
  damping: number,
): Float64Array<ArrayBuffer> {
  const size = at.length;
  const damped = matrix.slice();
  for (let row = 0; row < size; row++) damped[row * size + row]! *= 1 + damping;
  const step = solvePositive(damped, right, size);
  const longest = step.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
  const share = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
  return at.map((value, index) => value + share * (step[index] as number));
}

function sumSquares(residuals: Float64Array | undefined): number {
  const sum = residuals === undefined ? Infinity : product(residuals, residuals);
  return Number.isNaN(sum) ? Infinity : sum;
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
