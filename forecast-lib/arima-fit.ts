import { type ArmaFit, conditionalFit, stateSize } from './arima-conditional.ts';
import { differencePolynomial } from './arima-difference.ts';
import { gapFit } from './arima-gaps.ts';
import type { ArimaHistory } from './arima-history.ts';
import { exactFit } from './arima-likelihood.ts';
import { type ArimaOrders, armaOf, differenceDegree, weightsAt } from './arima-orders.ts';
import { lagWeights } from './arima-polynomial.ts';

/** Conditional sum of squares, or exact maximum likelihood. */
export type ArimaMethod = 'css' | 'ml';

/** A fit, and where it leaves the filter if there was one. */
export interface PlaceFit extends ArmaFit {
  readonly state?: Float64Array;
  readonly tail?: Float64Array;
}

/** Values times state from which on an exact likelihood takes too long to be searched over: some 0.5 s in all. */
const EXACT_WORK = 120_000;
/** The same for a filter over gaps, times the state once more. */
const GAP_WORK = 250_000;
/** From here on tanh is so flat that a search would lose its way: a partial autocorrelation of 0.999. */
const FLAT = 4;

/** Values times state: what an exact likelihood of these orders costs. */
export function exactWork({ differenced }: ArimaHistory, orders: ArimaOrders): number {
  const { p, q, seasonalP, seasonalQ, period } = orders;
  return differenced.length * Math.max(p + seasonalP * period, q + seasonalQ * period + 1);
}

/** By exact likelihood where that is affordable, by CSS elsewhere. */
export function methodFor(history: ArimaHistory, orders: ArimaOrders): ArimaMethod {
  return exactWork(history, orders) <= EXACT_WORK ? 'ml' : 'css';
}

/**
 * The fit of a model at one place of the search.
 *
 * @returns nothing if the model is not stationary there, up to rounding
 */
export function fitAt(
  history: ArimaHistory,
  orders: ArimaOrders,
  method: ArimaMethod,
  place: Float64Array,
): PlaceFit | undefined {
  const arma = armaOf(weightsAt(place, orders), orders.period);
  const { withConstant } = orders;
  const { values, filled, differenced, known } = history;
  if (method === 'css') return conditionalFit(differenced, arma, withConstant, known);
  const width = stateSize(arma) + differenceDegree(orders);
  if (known === undefined || values.length * width ** 2 > GAP_WORK) return exactFit(differenced, arma, withConstant);
  const differences = lagWeights(differencePolynomial(orders.d, orders.seasonalD, orders.period), -1);
  return gapFit(values, filled, arma, differences, withConstant ? regressorOf(history, orders) : undefined);
}

/**
 * Residuals whose squares sum up to what a likelihood makes small: each times the determinant's share (Ansley, Biometrika
 * 66, 1979), and a little more where a place is far out.
 */
export function weighedResiduals(fit: ArmaFit | undefined, place: Float64Array): Float64Array | undefined {
  if (fit === undefined || fit.count === 0) return undefined;
  let out = 0;
  for (const part of place) out += Math.max(0, Math.abs(part) - FLAT) ** 2;
  const weight = Math.exp(fit.logDeterminant / (2 * fit.count)) * (1 + 1e-4 * out);
  const { residuals } = fit;
  if (weight !== 1) for (let at = 0; at < residuals.length; at++) residuals[at]! *= weight;
  return residuals;
}

/** What becomes 1 when it is differenced: 1 itself, or a line. */
function regressorOf({ values }: ArimaHistory, { d, seasonalD, period }: ArimaOrders): Float64Array {
  if (d + seasonalD === 0) return new Float64Array(values.length).fill(1);
  return values.map((_, at) => at / (seasonalD > 0 ? period : 1));
}
