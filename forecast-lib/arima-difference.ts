import { multiplyPolynomials } from './arima-polynomial.ts';

/**
 * (1 - B)^d (1 - B^period)^D as coefficients, lowest power first.
 *
 * @example
 * differencePolynomial(1, 1, 2) // => new Float64Array([1, -1, -1, 1])
 */
export function differencePolynomial(d: number, seasonalD: number, period: number): Float64Array {
  let polynomial = Float64Array.of(1);
  const seasonal = new Float64Array(period + 1);
  seasonal[0] = 1;
  seasonal[period] = -1;
  for (let time = 0; time < d; time++)
    polynomial = multiplyPolynomials(polynomial, [1, -1]) as Float64Array<ArrayBuffer>;
  for (let time = 0; time < seasonalD; time++)
    polynomial = multiplyPolynomials(polynomial, seasonal) as Float64Array<ArrayBuffer>;
  return polynomial;
}

/**
 * Each value minus the one `lag` steps before it, `times` times; shorter by lag × times, empty if that is all.
 *
 * @example
 * difference([1, 4, 9, 16], 1, 2) // => new Float64Array([2, 2])
 */
export function difference(values: ArrayLike<number>, lag: number, times = 1): Float64Array {
  let current = Float64Array.from(values);
  for (let time = 0; time < times; time++) {
    const next = new Float64Array(Math.max(0, current.length - lag));
    for (let index = 0; index < next.length; index++)
      next[index] = (current[index + lag] as number) - (current[index] as number);
    current = next;
  }
  return current;
}

/**
 * Are these numbers one number, up to what rounding leaves of numbers of size `scale`? Missing ones say nothing.
 *
 * @example
 * isConstant([2, NaN, 2], 1) // => true
 */
export function isConstant(values: ArrayLike<number>, scale: number): boolean {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return !(high - low > 1e-12 * scale);
}

/** The largest size among numbers, 0 for none; missing ones say nothing. */
export function largestSize(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index] as number);
    if (size > largest) largest = size;
  }
  return largest;
}
