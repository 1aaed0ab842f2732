import { mean, median } from 'simple-statistics';

/**
 * The shape of a season: what its slots are apart from a centred moving average of one season, on average over all
 * seasons (classical decomposition; Hyndman and Athanasopoulos, 2021, 3.4). Additive slots sum to 0, multiplicative
 * ones have a mean of 1. Linear cost.
 *
 * @param values without gaps, at least two seasons; slot 0 is sample 0
 * @param multiplicative the values should be above 0
 * @param robust takes the median over the seasons, which a few spikes do not move
 * @example
 * classicalSeason([1, 3, 1, 3, 1, 3], 2, false) // => new Float64Array([-1, 1])
 */
export function classicalSeason(
  values: ArrayLike<number>,
  period: number,
  multiplicative: boolean,
  robust = false,
): Float64Array {
  const slots: number[][] = Array.from({ length: period }, () => []);
  const half = Math.floor(period / 2);
  const at = (index: number) => values[index] as number;
  let sum = 0;
  for (let index = 0; index < 2 * half; index++) sum += at(index);
  for (let index = half; index + half < values.length; index++) {
    const [first, end] = [at(index - half), at(index + half)];
    const trend = (period % 2 === 0 ? sum + (end - first) / 2 : sum + end) / period;
    sum += end - first;
    slots[index % period]?.push(multiplicative ? at(index) / trend : at(index) - trend);
  }
  const shape = Float64Array.from(slots, robust ? median : mean);
  const middle = mean(Array.from(shape));
  return shape.map((value) => (multiplicative ? value / middle : value - middle));
}
