import { solvePositive } from './cholesky.ts';

/** Numbers that follow from those before them, and noise. */
export interface Autoregression {
  /** Of the last number, the one before it, and so on. */
  readonly weights: Float64Array;
  /** Of the noise. */
  readonly variance: number;
}

/** Weights are drawn together by this share until they fade with time. */
const SHRINK = 0.98;

/**
 * Fits an autoregression by least squares given the first numbers (Brockwell and Davis, Time Series: Theory and Methods,
 * 1991, section 8.1), drawn in where the numbers would not fade. Cost: length times the square of the order.
 *
 * @param values of mean 0
 * @param order at least 0; less is taken where there are few numbers
 */
export function fitAutoregression(values: Float64Array, order: number): Autoregression {
  const { length } = values;
  const size = Math.max(0, Math.min(order, Math.floor(length / 4) - 1));
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  let squares = 0;
  for (let index = size; index < length; index++) {
    const value = values[index] as number;
    squares += value * value;
    for (let row = 0; row < size; row++) {
      const back = values[index - 1 - row] as number;
      right[row] = (right[row] as number) + back * value;
      for (let column = 0; column <= row; column++)
        matrix[row * size + column] =
          (matrix[row * size + column] as number) + back * (values[index - 1 - column] as number);
    }
  }
  let weights = solvePositive(matrix, right, size);
  while (!fades(weights)) weights = weights.map((weight, at) => weight * SHRINK ** (at + 1));
  let left = squares;
  if (size > 0) {
    left = 0;
    for (let index = size; index < length; index++)
      left += ((values[index] as number) - nextOf(weights, values, index)) ** 2;
  }
  return { weights, variance: left / Math.max(1, length - 2 * size) };
}

/** What the numbers before an index say of the one there. */
export function nextOf(weights: Float64Array, values: Float64Array, index: number): number {
  let sum = 0;
  for (let back = 0; back < weights.length; back++)
    sum += (weights[back] as number) * (values[index - 1 - back] as number);
  return sum;
}

/** Whether all that was fades: every partial autocorrelation is within 1 (the recursion of Levinson and Durbin, backwards). */
function fades(weights: Float64Array): boolean {
  let rest = [...weights];
  while (rest.length > 0) {
    const last = rest.at(-1) as number;
    if (!(Math.abs(last) < 1 - 1e-9)) return false;
    const size = rest.length - 1;
    const scale = 1 - last * last;
    rest = rest.slice(0, size).map((weight, at) => (weight + last * (rest[size - 1 - at] as number)) / scale);
  }
  return true;
}
