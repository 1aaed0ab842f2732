import { difference, largestSize } from './arima-difference.ts';
import type { ArimaOrders } from './arima-orders.ts';
import { differenceDegree } from './arima-orders.ts';
import { fillGaps } from './gap-fill.ts';

/** A history made ready for models that share their differences. */
export interface ArimaHistory {
  /** As it was, NaN where missing. */
  readonly values: Float64Array;
  /** With guesses where samples are missing. */
  readonly filled: Float64Array;
  /** `filled`, differenced. */
  readonly differenced: Float64Array;
  /** 0 where the differenced value stands on a guess for its own time; absent where nothing is missing. */
  readonly known: Uint8Array | undefined;
  /** Samples that count: those that are not missing, less what the differences take. */
  readonly count: number;
  /** Size of the largest value: what rounding is measured by. */
  readonly scale: number;
}

/** Differences a history as the orders say; missing samples are filled in for it. */
export function arimaHistory(values: Float64Array, orders: ArimaOrders): ArimaHistory {
  const { d, seasonalD, period } = orders;
  const missing = values.some(Number.isNaN);
  const filled = missing ? fillGaps(values, period > 1 && period < values.length ? period : 0) : values;
  const differenced = difference(difference(filled, period, seasonalD), 1, d);
  const lost = values.length - differenced.length;
  const known = missing
    ? Uint8Array.from(differenced, (_, at) => (Number.isNaN(values[at + lost]) ? 0 : 1))
    : undefined;
  const present = missing ? values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) : values.length;
  const count = present - differenceDegree(orders);
  return { values, filled, differenced, known, count, scale: largestSize(filled) };
}
