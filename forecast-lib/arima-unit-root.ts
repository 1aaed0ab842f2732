import { mean } from 'simple-statistics';
import { difference, isConstant, largestSize } from './arima-difference.ts';

/** The 5 % critical value of the test of a level (Kwiatkowski et al. 1992, table 1). */
const CRITICAL = 0.463;

/**
 * The statistic of the test that a series stays about its level (Kwiatkowski, Phillips, Schmidt and Shin, Journal of
 * Econometrics 54, 1992): large where it wanders. The long-run variance has Bartlett weights over 3 √n / 13 lags.
 *
 * @example
 * levelStatistic([1, 2, 3, 4, 5, 6, 7, 8]).toFixed(3) // => '0.813'
 */
export function levelStatistic(values: ArrayLike<number>): number {
  const size = values.length;
  const middle = mean(Array.from(values));
  const rest = Float64Array.from(values, (value) => value - middle);
  const lags = Math.trunc((3 * Math.sqrt(size)) / 13);
  let variance = product(rest, 0);
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * product(rest, lag);
  let sum = 0;
  let squares = 0;
  for (const value of rest) {
    sum += value;
    squares += sum * sum;
  }
  return squares / (size * size * variance);
}

/**
 * How many times to difference a series until the test above no longer says that it wanders, at the 5 % level; a series
 * that becomes constant on the way is done (Hyndman and Khandakar, Journal of Statistical Software 27, 2008, 3.1).
 *
 * @example
 * differencesNeeded([5, 5, 5, 5], 2) // => 0
 */
export function differencesNeeded(values: ArrayLike<number>, most: number): number {
  const scale = largestSize(values);
  let current: ArrayLike<number> = values;
  for (let times = 0; times < most; times++) {
    if (current.length < 2 || isConstant(current, scale)) return times;
    if (!(levelStatistic(current) > CRITICAL)) return times;
    current = difference(current, 1);
  }
  return most;
}

function product(rest: Float64Array, lag: number): number {
  let sum = 0;
  for (let at = lag; at < rest.length; at++) sum += (rest[at] as number) * (rest[at - lag] as number);
  return sum / rest.length;
}
