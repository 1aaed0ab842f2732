import { normalQuantile } from './normal-quantile.ts';

/** One minus the chance to see a season where there is none. */
const LEVEL = 0.95;

/**
 * Whether values a season apart go together more than chance would have it: the autocorrelation at the lag of a season
 * against its standard error (Bartlett, 1946), as is usual before the theta method. Values that go against each other
 * are no season. The cost is the number of values times the period.
 *
 * @param values without gaps
 * @example
 * isSeasonal([1, 1, 9, 1, 1, 9, 1, 1, 9, 1, 1, 9], 3) // => true
 */
export function isSeasonal(values: ArrayLike<number>, period: number): boolean {
  const size = values.length;
  if (period < 2 || size <= 2 * period) return false;
  let mean = 0;
  for (let index = 0; index < size; index++) mean += (values[index] as number) / size;
  const centered = Float64Array.from(values, (value) => value - mean);
  const product = (lag: number) => {
    let sum = 0;
    for (let index = lag; index < size; index++) sum += (centered[index] as number) * (centered[index - lag] as number);
    return sum;
  };
  const power = product(0);
  let squares = 0;
  for (let lag = 1; lag < period; lag++) squares += (product(lag) / power) ** 2;
  return product(period) / power > normalQuantile(LEVEL) * Math.sqrt((1 + 2 * squares) / size);
}
