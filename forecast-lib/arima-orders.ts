import type { Arma } from './arima-conditional.ts';
import { fromPartials, lagPolynomial, lagWeights, multiplyPolynomials } from './arima-polynomial.ts';

/** The shape of a seasonal ARIMA model (p, d, q)(P, D, Q) of a period. */
export interface ArimaOrders {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly seasonalP: number;
  readonly seasonalD: number;
  readonly seasonalQ: number;
  /** Steps in a season, 1 where there is none. */
  readonly period: number;
  /** Does the differenced series have a level of its own: a mean, or a drift once differenced? */
  readonly withConstant: boolean;
}

/** The weights of its four polynomials: 1 - Σ ar B^i, 1 + Σ ma B^i, and the seasonal ones. */
export interface ArimaWeights {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  readonly seasonalAr: Float64Array;
  readonly seasonalMa: Float64Array;
}

/** How many weights the orders ask for; the constant and the variance are not among them. */
export function weightCount({ p, q, seasonalP, seasonalQ }: ArimaOrders): number {
  return p + q + seasonalP + seasonalQ;
}

/** How many first values the differences take. */
export function differenceDegree({ d, seasonalD, period }: ArimaOrders): number {
  return d + seasonalD * period;
}

/**
 * How orders are written.
 *
 * @example
 * orderName({ p: 0, d: 1, q: 1, seasonalP: 0, seasonalD: 1, seasonalQ: 1, period: 12, withConstant: false }) // => 'ARIMA(0,1,1)(0,1,1)[12]'
 */
export function orderName(orders: ArimaOrders): string {
  const { p, d, q, seasonalP, seasonalD, seasonalQ, period, withConstant } = orders;
  const seasonal = seasonalP + seasonalD + seasonalQ > 0 ? `(${seasonalP},${seasonalD},${seasonalQ})[${period}]` : '';
  const constant = withConstant ? (d + seasonalD > 0 ? ' with drift' : ' with mean') : '';
  return `ARIMA(${p},${d},${q})${seasonal}${constant}`;
}

/**
 * Weights from numbers without bounds: their tanh are partial autocorrelations, so that every place is stationary and
 * invertible (Jones 1980; Monahan, Biometrika 71, 1984, for the MA side).
 */
export function weightsAt(place: Float64Array, { p, q, seasonalP, seasonalQ }: ArimaOrders): ArimaWeights {
  const partials = place.map(Math.tanh);
  let from = 0;
  const take = (count: number): Float64Array => {
    from += count;
    return fromPartials(partials.subarray(from - count, from));
  };
  const negative = (weights: Float64Array): Float64Array => weights.map((weight) => -weight);
  const ar = take(p);
  const ma = negative(take(q));
  const seasonalAr = take(seasonalP);
  return { ar, ma, seasonalAr, seasonalMa: negative(take(seasonalQ)) };
}

/** The seasonal polynomials multiplied into the others. */
export function armaOf({ ar, ma, seasonalAr, seasonalMa }: ArimaWeights, period: number): Arma {
  const product = (short: Float64Array, long: Float64Array, sign: number) =>
    lagWeights(multiplyPolynomials(lagPolynomial(short, 1, sign), lagPolynomial(long, period, sign)), sign);
  return { ar: product(ar, seasonalAr, -1), ma: product(ma, seasonalMa, 1) };
}
