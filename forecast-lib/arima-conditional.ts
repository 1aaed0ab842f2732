import type { LagWeights } from './arima-polynomial.ts';

/** The two sides of an ARMA model, seasonal parts multiplied in. */
export interface Arma {
  readonly ar: LagWeights;
  readonly ma: LagWeights;
}

/** What is left to judge a set of parameters by. */
export interface ArmaFit {
  /** What was unexpected of each value, over its deviation in units of the innovations' own; 0 for what is not counted. */
  readonly residuals: Float64Array;
  /** Sum of the logarithms of those variances; 0 where the first values are taken as given. */
  readonly logDeterminant: number;
  /** Innovations counted. */
  readonly count: number;
  /** The level, by generalised least squares; 0 if none was asked for. */
  readonly constant: number;
}

/**
 * The fit of an ARMA model given its first values and no innovations before them (conditional sum of squares; Box and
 * Jenkins, Time Series Analysis, 1970, 7.1). Cost: values times weights, whatever the period.
 *
 * @param known 0 for values that are guesses, which are not counted
 */
export function conditionalFit(values: Float64Array, arma: Arma, withConstant: boolean, known?: Uint8Array): ArmaFit {
  const residuals = conditionalInnovations(values, arma);
  const from = Math.min(arma.ar.degree, values.length);
  const ones = withConstant ? onesInnovations(values.length, arma) : undefined;
  let count = 0;
  for (let at = from; at < values.length; at++) {
    if (known?.[at] !== 0) count++;
    else {
      residuals[at] = 0;
      if (ones) ones[at] = 0;
    }
  }
  return { residuals, logDeterminant: 0, count, constant: ones ? takeConstant(residuals, ones) : 0 };
}

/** Takes from the residuals what a constant explains of them, by least squares; the constant. */
export function takeConstant(residuals: Float64Array, ones: Float64Array): number {
  let [cross, level] = [0, 0];
  for (let at = 0; at < ones.length; at++) {
    cross += (residuals[at] as number) * (ones[at] as number);
    level += (ones[at] as number) ** 2;
  }
  const constant = level > 0 ? cross / level : 0;
  for (let at = 0; at < ones.length; at++) residuals[at]! -= constant * (ones[at] as number);
  return constant;
}

/** The innovations, 0 for the first values, as many as the AR degree. */
export function conditionalInnovations(values: Float64Array, { ar, ma }: Arma): Float64Array {
  const innovations = new Float64Array(values.length);
  const from = ar.degree;
  for (let at = from; at < values.length; at++) innovations[at] = values[at] as number;
  for (let index = 0; index < ar.lags.length; index++) {
    const lag = ar.lags[index] as number;
    const weight = ar.weights[index] as number;
    for (let at = from; at < values.length; at++) innovations[at]! -= weight * (values[at - lag] as number);
  }
  takeMovingAverage(innovations, ma, from);
  return innovations;
}

/** What the innovations would be if every value were 1. */
function onesInnovations(length: number, { ar, ma }: Arma): Float64Array {
  const innovations = new Float64Array(length);
  let left = 1;
  for (const weight of ar.weights) left -= weight;
  innovations.fill(left, ar.degree);
  takeMovingAverage(innovations, ma, ar.degree);
  return innovations;
}

function takeMovingAverage(innovations: Float64Array, { lags, weights, degree }: LagWeights, from: number): void {
  const terms = lags.length;
  if (terms === 0) return;
  const start = from + degree;
  for (let at = from; at < Math.min(start, innovations.length); at++)
    for (let index = 0; index < terms && at - (lags[index] as number) >= from; index++)
      innovations[at]! -= (weights[index] as number) * (innovations[at - (lags[index] as number)] as number);
  for (let at = start; at < innovations.length; at++) {
    let innovation = innovations[at] as number;
    for (let index = 0; index < terms; index++)
      innovation -= (weights[index] as number) * (innovations[at - (lags[index] as number)] as number);
    innovations[at] = innovation;
  }
}

/**
 * What the values and innovations so far say of each value to come: the state of Harvey's form (Forecasting, Structural
 * Time Series Models and the Kalman Filter, 1989, 4.2.3), first the next value.
 */
export function stateAfter(values: ArrayLike<number>, innovations: ArrayLike<number>, { ar, ma }: Arma): Float64Array {
  const state = new Float64Array(stateSize({ ar, ma }));
  addLagged(state, values, ar);
  addLagged(state, innovations, ma);
  return state;
}

/** The length of the state: the AR degree, or the MA degree and one. */
export function stateSize({ ar, ma }: Arma): number {
  return Math.max(ar.degree, ma.degree + 1);
}

function addLagged(state: Float64Array, past: ArrayLike<number>, { lags, weights }: LagWeights): void {
  for (let index = 0; index < lags.length; index++) {
    const lag = lags[index] as number;
    for (let lead = 0; lead < lag; lead++)
      state[lead]! += (weights[index] as number) * (past[past.length + lead - lag] ?? 0);
  }
}
