import type { ArimaModel } from './arima.ts';
import { difference, isConstant } from './arima-difference.ts';
import { type ArimaEstimate, estimateArima } from './arima-estimate.ts';
import { type ArimaMethod, exactWork, methodFor } from './arima-fit.ts';
import { arimaFitted, arimaRestored } from './arima-fitted.ts';
import { type ArimaHistory, arimaHistory } from './arima-history.ts';
import { type ArimaOrders, weightCount } from './arima-orders.ts';
import { rootsOutside } from './arima-polynomial.ts';
import { type OrderLimits, searchOrders } from './arima-search.ts';
import { seasonNeedsDifference } from './arima-seasonal-strength.ts';
import { checkWhole, clockOf, LONGEST_HISTORY, missedOf, recentValues } from './arima-series.ts';
import { differencesNeeded } from './arima-unit-root.ts';
import { fillGaps } from './gap-fill.ts';
import { type Series, stepsPerDay } from './series.ts';

/** How orders are chosen. */
export interface AutoArimaOptions {
  /** Steps in a season: a day unless told. A season that does not fit twice into the history is left out. */
  readonly period?: number;
  /** May the model be seasonal? Yes unless told. */
  readonly seasonal?: boolean;
  /** The most of p and q: 5, or 3 for periods above 48, unless told. */
  readonly maxOrder?: number;
  /** The most of P and Q: 2, or 1 for periods above 48, unless told. */
  readonly maxSeasonalOrder?: number;
  /** The most of d: 2 unless told. */
  readonly maxDifferences?: number;
  /** Models tried at most: 94 unless told. */
  readonly maxModels?: number;
  /** The most recent samples that are looked at: 4096 unless told. Bounds the cost of a fit. */
  readonly longestHistory?: number;
}

/** A model is avoided where a root is nearer to the unit circle than this: it is as good as a further difference. */
const NEAR_ROOT = 1.01;
/** Periods from which on orders are kept low. */
const LONG_PERIOD = 48;

/**
 * ARIMA with orders chosen by itself (Hyndman and Khandakar, Automatic Time Series Forecasting, Journal of Statistical
 * Software 27, 2008): seasonal differences by the strength of the season, others by the KPSS test, the rest by steps to lower
 * AICc. Beyond 150 samples or period 12, or over gaps, the steps go by conditional sums of squares and only the chosen model
 * is fitted exactly, if that is affordable; the cost is bounded by `longestHistory`.
 *
 * A model with a root near the unit circle is avoided, as in R's auto.arima; but there it is the root of the whole
 * polynomial, which forbids strong seasonal weights at long periods, and here that of each factor, a seasonal MA
 * excepted.
 *
 * @throws ForecastFault `bad-option`
 */
export function autoArima(options: AutoArimaOptions = {}): ArimaModel {
  const { period, seasonal = true, maxDifferences = 2, maxModels = 94, longestHistory = LONGEST_HISTORY } = options;
  if (period !== undefined) checkWhole('period', [period], 1, 100_000);
  checkWhole('maxDifferences', [maxDifferences], 0, 2);
  checkWhole('maxModels', [maxModels], 1, 1000);
  checkWhole('longestHistory', [longestHistory], 1, 1e9);
  checkWhole('maxOrder', [options.maxOrder ?? 5], 0, 20);
  checkWhole('maxSeasonalOrder', [options.maxSeasonalOrder ?? 2], 0, 5);
  const name = 'auto-arima';
  return {
    name,
    fit(series) {
      const values = recentValues(series, longestHistory);
      const season = seasonal ? seasonOf(series, values.length, period) : 1;
      const filled = fillGaps(values, season > 1 ? season : 0);
      const seasonalD = season > 1 && seasonNeedsDifference(filled, season) ? 1 : 0;
      const d = differencesNeeded(difference(filled, season, seasonalD), maxDifferences);
      const base = { d, seasonalD, period: season };
      const estimate = choose(values, base, limitsOf(options, values.length, base, maxModels));
      return arimaFitted(name, estimate, clockOf(series), missedOf(series));
    },
    restore: (saved) => arimaRestored(name, saved),
  };
}

type Base = Pick<ArimaOrders, 'd' | 'seasonalD' | 'period'>;
const NOTHING = { p: 0, q: 0, seasonalP: 0, seasonalQ: 0 };

function limitsOf(
  options: AutoArimaOptions,
  length: number,
  { d, seasonalD, period }: Base,
  models: number,
): OrderLimits {
  const long = period > LONG_PERIOD;
  const { maxOrder = long ? 3 : 5, maxSeasonalOrder = long ? 1 : 2 } = options;
  const bySeason = period > 1 ? Math.min(maxSeasonalOrder, Math.floor(length / 3 / period)) : 0;
  const order = Math.min(maxOrder, Math.floor(length / 3), bySeason > 0 ? period - 1 : maxOrder);
  return { p: order, q: order, seasonalP: bySeason, seasonalQ: bySeason, constant: d + seasonalD < 2, models };
}

function choose(values: Float64Array, base: Base, limits: OrderLimits): ArimaEstimate {
  const history = arimaHistory(values, { ...base, ...NOTHING, withConstant: false });
  if (isConstant(history.differenced, history.scale) || history.count < 3)
    return estimateArima(history, { ...base, ...NOTHING, withConstant: limits.constant }, 'ml');
  const rough = values.length > 150 || base.period > 12 || history.known !== undefined;
  const judge = (orders: ArimaOrders, best?: Candidate) =>
    judged(history, orders, rough ? 'css' : 'ml', best?.estimate);
  const found = searchOrders(base, limits, history.differenced.length < 10, judge);
  const first = found[0] as Candidate;
  if (!rough) return first.estimate;
  return refit(history, found);
}

/** Models fitted exactly after a rough search; and the work, values times state, up to which more than one is. */
const REFITS = 3;
const CHEAP_WORK = 30_000;

/** The exact fit of the best by the rough search, or of the best few where that is cheap; the rough one where it is not. */
function refit(history: ArimaHistory, found: readonly Candidate[]): ArimaEstimate {
  let best: Candidate | undefined;
  for (const { orders, estimate } of found.slice(0, REFITS)) {
    if (methodFor(history, orders) === 'css') break;
    const exact = judged(history, orders, 'ml', estimate);
    if (exact.criterion < (best?.criterion ?? Infinity)) best = exact;
    if (exactWork(history, orders) > CHEAP_WORK) break;
  }
  return (best ?? (found[0] as Candidate)).estimate;
}

interface Candidate {
  readonly orders: ArimaOrders;
  readonly criterion: number;
  readonly estimate: ArimaEstimate;
}

function judged(history: ArimaHistory, orders: ArimaOrders, method: ArimaMethod, near?: ArimaEstimate): Candidate {
  const estimate = estimateArima(history, orders, method, near);
  return { orders, estimate, criterion: nearUnitRoot(estimate) ? Infinity : criterionOf(history, estimate) };
}

/** AICc; Akaike's own where there are too few samples for the correction of even the simplest model. */
function criterionOf({ values }: ArimaHistory, { aicc, logLikelihood, orders }: ArimaEstimate): number {
  if (values.length > 3) return aicc;
  return -2 * logLikelihood + 2 * (weightCount(orders) + (orders.withConstant ? 2 : 1));
}

/** A seasonal MA root may be anywhere: near the circle it only says that the season stays the same. */
function nearUnitRoot({ ar, ma, seasonalAr }: ArimaEstimate): boolean {
  const inverse = ma.map((weight) => -weight);
  return ![ar, inverse, seasonalAr].every((weights) => rootsOutside(weights, NEAR_ROOT));
}

function seasonOf({ stepSeconds }: Series, length: number, period: number | undefined): number {
  const season = period ?? stepsPerDay(stepSeconds);
  return season > 1 && season * 2 <= length ? season : 1;
}
