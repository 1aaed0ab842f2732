import { conditionalInnovations, stateAfter } from './arima-conditional.ts';
import { isConstant } from './arima-difference.ts';
import { type ArimaMethod, fitAt, type PlaceFit, weighedResiduals } from './arima-fit.ts';
import type { ArimaHistory } from './arima-history.ts';
import {
  type ArimaOrders,
  type ArimaWeights,
  armaOf,
  differenceDegree,
  weightCount,
  weightsAt,
} from './arima-orders.ts';
import { type ArimaPlace, exactStarts, roughStarts } from './arima-starts.ts';
import { type LeastSquaresOptions, leastSquares } from './least-squares.ts';

/** A model that has been fitted, and where it stands after the last sample. */
export interface ArimaEstimate extends ArimaWeights, ArimaPlace {
  readonly method: ArimaMethod;
  /** Level of the differenced series: the mean, the drift, or the drift of a season. */
  readonly constant: number;
  /** Variance of the innovations, with degrees of freedom taken off. */
  readonly variance: number;
  readonly logLikelihood: number;
  /** Akaike's criterion, corrected for short series (Hurvich and Tsai, Biometrika 76, 1989). */
  readonly aicc: number;
  /** What is expected of the next differenced values, less the constant. */
  readonly state: Float64Array;
  /** The last values, newest first, as many as the differences take. */
  readonly tail: Float64Array;
}

const ROUGH: LeastSquaresOptions = { tolerance: 1e-6 };
const EXACT: LeastSquaresOptions = { tolerance: 1e-9 };
const REFINED: LeastSquaresOptions = { tolerance: 1e-12, central: true };

/**
 * Fits a model of given orders: by CSS, then from there by exact likelihood if that is asked for. The constant is not
 * searched for: it is the generalised least squares estimate at every place.
 *
 * @param near a fitted model to start from as well: a neighbour, or one of the same orders, which saves the first search
 */
export function estimateArima(
  history: ArimaHistory,
  orders: ArimaOrders,
  method: ArimaMethod,
  near?: ArimaPlace,
): ArimaEstimate {
  const size = weightCount(orders);
  if (size === 0 || isConstant(history.differenced, history.scale))
    return finish(history, orders, method, new Float64Array(size));
  const searches = (starts: readonly Float64Array[], by: ArimaMethod, options: LeastSquaresOptions): Float64Array[] => {
    const residuals = (place: Float64Array) => weighedResiduals(fitAt(history, orders, by, place), place);
    const found = starts.map((start) => leastSquares(residuals, start, options));
    return found.sort((one, other) => one.value - other.value || 0).map(({ at }) => at);
  };
  const first = ([best]: readonly Float64Array[]) => best as Float64Array;
  const enough = history.differenced.length - orders.p - orders.seasonalP * orders.period > size + 2;
  const rough = (): Float64Array[] =>
    enough ? searches(roughStarts(orders, near, history.differenced.length), 'css', ROUGH) : [new Float64Array(size)];
  if (method === 'css') return finish(history, orders, method, first(rough()));
  const ends = near?.orders === orders ? [near.place] : rough();
  const exact = first(searches(exactStarts(orders, ends, near), 'ml', EXACT));
  return finish(history, orders, method, first(searches([exact], 'ml', REFINED)));
}

function finish(history: ArimaHistory, orders: ArimaOrders, method: ArimaMethod, place: Float64Array): ArimaEstimate {
  const weights = weightsAt(place, orders);
  const arma = armaOf(weights, orders.period);
  const empty: PlaceFit = { residuals: new Float64Array(), logDeterminant: 0, count: 0, constant: 0 };
  const fit = fitAt(history, orders, method, place) ?? empty;
  const parameters = weightCount(orders) + (orders.withConstant ? 1 : 0) + 1;
  const { filled, differenced, scale } = history;
  const squares = fit.residuals.reduce((sum, residual) => sum + residual * residual, 0);
  const count = Math.max(1, history.count);
  // Never below what rounding leaves: a series that a model meets to the last digit has a likelihood too.
  const meanSquare = Math.max(squares / Math.max(1, fit.count), (1e-13 * scale) ** 2, Number.MIN_VALUE);
  const twice = count * (Math.log(2 * Math.PI * meanSquare) + 1) + fit.logDeterminant;
  const left = count - parameters - 1;
  const level = differenced.map((value) => value - fit.constant);
  const fromEnd = (_: unknown, back: number) => filled[filled.length - 1 - back] as number;
  return {
    ...weights,
    orders,
    method,
    place,
    constant: fit.constant,
    variance: isConstant(differenced, scale) ? 0 : squares / Math.max(1, fit.count - parameters + 1),
    logLikelihood: -0.5 * twice,
    aicc: left > 0 ? twice + (2 * parameters * count) / left : Infinity,
    state: fit.state ?? stateAfter(level, conditionalInnovations(level, arma), arma),
    tail: fit.tail ?? Float64Array.from({ length: differenceDegree(orders) }, fromEnd),
  };
}
