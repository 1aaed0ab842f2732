/** A straight line over even steps: its value one step before the first sample, and its rise in each step. */
export interface StraightLine {
  readonly level: number;
  readonly slope: number;
}

/**
 * The line of least squares; missing samples count for nothing. A single sample gives a flat one.
 *
 * @param values NaN where missing; at least one is a number
 * @example
 * straightLine([3, NaN, 7]) // => { level: 1, slope: 2 }
 */
export function straightLine(values: ArrayLike<number>): StraightLine {
  let [count, time, mean, products, squares] = [0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    count++;
    const ahead = index + 1 - time;
    time += ahead / count;
    mean += (value - mean) / count;
    products += ahead * (value - mean);
    squares += ahead * (index + 1 - time);
  }
  const slope = squares > 0 ? products / squares : 0;
  return { level: mean - slope * time, slope };
}
