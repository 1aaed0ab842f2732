import { estimateArima } from './arima-estimate.ts';
import { methodFor } from './arima-fit.ts';
import { type ArimaFitted, arimaFitted, arimaRestored } from './arima-fitted.ts';
import { arimaHistory } from './arima-history.ts';
import { type ArimaOrders, orderName, weightCount } from './arima-orders.ts';
import { checkWhole, clockOf, LONGEST_HISTORY, missedOf, recentValues } from './arima-series.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Model, SavedFitted } from './model.ts';
import { type Series, stepsPerDay } from './series.ts';

/** What an ARIMA model is. */
export interface ArimaOptions {
  /** Weights of past values, times differenced, weights of past innovations: [1, 1, 1] unless told. */
  readonly order?: readonly [number, number, number];
  /** The same for the season: none unless told. */
  readonly seasonal?: readonly [number, number, number];
  /** Steps in a season: a day unless told. Only used with `seasonal`. */
  readonly period?: number;
  /** Has it a mean? Where nothing is differenced yes, unless told; elsewhere it cannot. */
  readonly mean?: boolean;
  /** Does it drift? Only where it is differenced once in all; no, unless told. */
  readonly drift?: boolean;
  /** The most recent samples that are looked at: 4096 unless told. Bounds the cost of a fit. */
  readonly longestHistory?: number;
}

/** A model whose fits tell their parameters. */
export interface ArimaModel extends Model {
  fit(series: Series): ArimaFitted;
  restore(saved: SavedFitted): ArimaFitted;
}

/**
 * ARIMA, and seasonal ARIMA, of orders that are told (Box and Jenkins, Time Series Analysis, 1970). It is fitted by
 * conditional sum of squares and from there by exact Gaussian likelihood, or, where values times period make that long
 * (some 10^6), by the first alone. Missing samples are stepped over by the exact likelihood of short series; elsewhere they are
 * filled in first.
 *
 * @throws ForecastFault `bad-option`; from `fit`, `too-short`
 */
export function arima(options: ArimaOptions = {}): ArimaModel {
  const { order = [1, 1, 1], seasonal = [0, 0, 0], period, longestHistory = LONGEST_HISTORY } = options;
  checkWhole('order', order, 0, 20);
  checkWhole('seasonal', seasonal, 0, 5);
  checkWhole('longestHistory', [longestHistory], 1, 1e9);
  if (period !== undefined) checkWhole('period', [period], 2, 100_000);
  const withConstant = constantOf(options, order[1] + seasonal[1]);
  const name = 'arima';
  return {
    name,
    fit(series) {
      const values = recentValues(series, longestHistory);
      const [p, d, q] = order;
      const [seasonalP, seasonalD, seasonalQ] = seasonal;
      const isSeasonal = seasonalP + seasonalD + seasonalQ > 0;
      const orders: ArimaOrders = {
        p,
        d,
        q,
        seasonalP,
        seasonalD,
        seasonalQ,
        period: isSeasonal ? seasonOf(series, period) : 1,
        withConstant,
      };
      const history = arimaHistory(values, orders);
      const needed = weightCount(orders) + (withConstant ? 1 : 0) + 1;
      if (history.count < needed)
        throw new ForecastFault('too-short', `${orderName(orders)} needs ${needed - history.count} more samples`);
      const estimate = estimateArima(history, orders, methodFor(history, orders));
      return arimaFitted(name, estimate, clockOf(series), missedOf(series));
    },
    restore: (saved) => arimaRestored(name, saved),
  };
}

function constantOf({ mean, drift }: ArimaOptions, differences: number): boolean {
  if (mean && differences > 0)
    throw new ForecastFault('bad-option', 'a differenced series has no mean: leave "mean" out');
  if (drift && differences !== 1)
    throw new ForecastFault('bad-option', 'only a series differenced once can drift: leave "drift" out');
  return differences === 0 ? (mean ?? true) : (drift ?? false);
}

function seasonOf({ values, stepSeconds }: Series, period: number | undefined): number {
  const season = period ?? stepsPerDay(stepSeconds);
  if (season === 0) throw new ForecastFault('bad-option', 'the step divides no day: tell the period');
  if (season * 2 > values.length) throw new ForecastFault('too-short', `two seasons are ${season * 2} samples`);
  return season;
}
