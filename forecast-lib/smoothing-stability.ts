/**
 * How far a seasonal form is from never forgetting where it started: the sum of log(1 − k²) over the reflection
 * coefficients of its characteristic polynomial (HKOS 2008, 10.2), by the recursion of Schur and Cohn. It is at most 0,
 * falls smoothly, and is minus infinity where a root is not inside the unit circle: there the weight of old samples
 * would grow with their age, and the usual bounds of the parameters do not see to it. The cost is the square of the
 * period.
 *
 * @param parameters alpha, beta, gamma, phi; beta is 0 and phi 1 without a trend
 * @example
 * forgettingMargin([0.3, 0.01, 0.2, 1], 12) > -3 // => true
 * forgettingMargin([0.1397, 0.1383, 0.8601, 0.9613], 12) // => -Infinity
 */
export function forgettingMargin(parameters: ArrayLike<number>, period: number): number {
  const [alpha, beta, gamma, phi] = parameters as unknown as [number, number, number, number];
  const sloped = beta > 0;
  const middle = sloped ? alpha + beta - alpha * phi : alpha;
  const polynomial = new Float64Array(period + (sloped ? 2 : 1)).fill(middle);
  polynomial[0] = 1;
  if (sloped) {
    polynomial[1] = alpha + beta - phi;
    polynomial[period] = middle + gamma - 1;
    polynomial[period + 1] = phi * (1 - alpha - gamma);
  } else polynomial[period] = alpha + gamma - 1;
  let margin = 0;
  for (let size = polynomial.length - 1; size > 0; size--) {
    const last = (polynomial[size] as number) / (polynomial[0] as number);
    if (!(Math.abs(last) < 1)) return Number.NEGATIVE_INFINITY;
    margin += Math.log1p(-last * last);
    for (let low = 0, high = size; low <= high; low++, high--) {
      const [one, other] = [polynomial[low] as number, polynomial[high] as number];
      polynomial[low] = one - last * other;
      polynomial[high] = other - last * one;
    }
  }
  return margin;
}
