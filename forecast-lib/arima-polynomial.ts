/**
 * Weights of past values: the sum of `weights[i]` times what was `lags[i]` steps ago. Sparse, because a seasonal model of
 * period 288 has a handful of weights among hundreds of lags.
 */
export interface LagWeights {
  readonly lags: Int32Array;
  readonly weights: Float64Array;
  /** The longest lag, 0 for none. */
  readonly degree: number;
}

/**
 * The product of polynomials, lowest power first; zeros cost nothing.
 *
 * @example
 * multiplyPolynomials([1, -1], [1, 0, -1]) // => new Float64Array([1, -1, -1, 1])
 */
export function multiplyPolynomials(one: ArrayLike<number>, other: ArrayLike<number>): Float64Array {
  const product = new Float64Array(one.length + other.length - 1);
  for (let index = 0; index < one.length; index++) {
    const factor = one[index] as number;
    if (factor === 0) continue;
    for (let at = 0; at < other.length; at++) product[index + at]! += factor * (other[at] as number);
  }
  return product;
}

/**
 * 1 + sign × Σ weights[i] B^((i+1) × period) as coefficients, lowest power first.
 *
 * @example
 * lagPolynomial([0.5], 2, -1) // => new Float64Array([1, 0, -0.5])
 */
export function lagPolynomial(weights: ArrayLike<number>, period: number, sign: number): Float64Array {
  const polynomial = new Float64Array(weights.length * period + 1);
  polynomial[0] = 1;
  for (let index = 0; index < weights.length; index++)
    polynomial[(index + 1) * period] = sign * (weights[index] as number);
  return polynomial;
}

/** The weights of a polynomial that starts with 1, each times `sign`: -1 for what a value is made of (AR), 1 for MA. */
export function lagWeights(polynomial: Float64Array, sign: number): LagWeights {
  const lags: number[] = [];
  for (let lag = 1; lag < polynomial.length; lag++) if (polynomial[lag] !== 0) lags.push(lag);
  return {
    lags: Int32Array.from(lags),
    weights: Float64Array.from(lags, (lag) => sign * (polynomial[lag] as number)),
    degree: lags.at(-1) ?? 0,
  };
}

/**
 * The weights of the stationary autoregression that has these partial autocorrelations (Durbin and Levinson; Jones,
 * Technometrics 22, 1980): any numbers between -1 and 1 will do, so a search over them never leaves the stationary region.
 *
 * @example
 * fromPartials([0.5, 0.2]) // => new Float64Array([0.4, 0.2])
 */
export function fromPartials(partials: ArrayLike<number>): Float64Array {
  const weights = new Float64Array(partials.length);
  for (let order = 0; order < partials.length; order++) {
    const partial = partials[order] as number;
    const before = weights.slice(0, order);
    for (let index = 0; index < order; index++) weights[index]! -= partial * (before[order - 1 - index] as number);
    weights[order] = partial;
  }
  return weights;
}

/**
 * The autoregressions of every lower order that fit the same process, highest first: the steps of `fromPartials` taken
 * back. Cost: the square of the order.
 *
 * @returns nothing if the weights are not those of a stationary process
 */
export function lowerOrders(weights: Float64Array): Float64Array[] | undefined {
  const orders = [weights];
  let current = weights;
  for (let order = weights.length - 1; order >= 0; order--) {
    const partial = current[order] as number;
    const left = 1 - partial * partial;
    if (!(left > 0)) return undefined;
    const lower = new Float64Array(order);
    for (let index = 0; index < order; index++)
      lower[index] = ((current[index] as number) + partial * (current[order - 1 - index] as number)) / left;
    if (order > 0) orders.push(lower);
    current = lower;
  }
  return orders;
}

/**
 * Are all roots of 1 - Σ weights B^i further from 0 than `radius`? Found without the roots: the weights are scaled so
 * that the circle becomes the unit circle.
 *
 * @example
 * rootsOutside(new Float64Array([0.9]), 1.01) // => true
 */
export function rootsOutside(weights: Float64Array, radius: number): boolean {
  return lowerOrders(weights.map((weight, index) => weight * radius ** (index + 1))) !== undefined;
}
