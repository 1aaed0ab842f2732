import type { Arma } from './arima-conditional.ts';
import { type LagWeights, lowerOrders } from './arima-polynomial.ts';

/**
 * Autocovariances of an ARMA process with innovations of variance 1, lags 0 to `last`: those of its autoregression from the
 * lower orders (Brockwell and Davis, Time Series, 1991, prop. 5.2.1 read backwards), then through its moving average.
 * Cost: the square of the AR degree, for a period of 288 some 10^5 operations.
 *
 * @returns nothing if the process is not stationary
 */
export function armaAutocovariances(ar: LagWeights, ma: LagWeights, last: number): Float64Array | undefined {
  const inner = autoregressionCovariances(ar, last + ma.degree);
  if (inner === undefined) return undefined;
  if (ma.degree === 0) return inner;
  const lags = [0, ...ma.lags];
  const weights = [1, ...ma.weights];
  const outer = new Float64Array(last + 1);
  for (let one = 0; one < lags.length; one++)
    for (let other = 0; other < lags.length; other++) {
      const apart = (lags[one] as number) - (lags[other] as number);
      const weight = (weights[one] as number) * (weights[other] as number);
      for (let lag = 0; lag <= last; lag++) outer[lag]! += weight * (inner[Math.abs(lag + apart)] as number);
    }
  return outer;
}

function autoregressionCovariances(ar: LagWeights, last: number): Float64Array | undefined {
  const covariances = new Float64Array(Math.max(last, ar.degree) + 1);
  const dense = denseWeights(ar);
  const orders = lowerOrders(dense);
  if (orders === undefined) return undefined;
  let variance = 1;
  for (const weights of orders) if (weights.length > 0) variance /= 1 - (weights.at(-1) as number) ** 2;
  covariances[0] = variance;
  for (let lag = 1; lag <= ar.degree; lag++) {
    const weights = orders[ar.degree - lag] as Float64Array;
    let sum = 0;
    for (let index = 0; index < lag; index++)
      sum += (weights[index] as number) * (covariances[lag - 1 - index] as number);
    covariances[lag] = sum;
  }
  for (let lag = ar.degree + 1; lag <= last; lag++) {
    let sum = 0;
    for (let index = 0; index < ar.lags.length; index++)
      sum += (ar.weights[index] as number) * (covariances[lag - (ar.lags[index] as number)] as number);
    covariances[lag] = sum;
  }
  return covariances;
}

/** The weights of lags 1, 2, … with the zeros between them; at least `length` of them. */
export function denseWeights({ lags, weights, degree }: LagWeights, length = degree): Float64Array {
  const dense = new Float64Array(Math.max(length, degree));
  for (let index = 0; index < lags.length; index++) dense[(lags[index] as number) - 1] = weights[index] as number;
  return dense;
}

/**
 * Weights of past innovations in a value (the psi weights; Box and Jenkins, 1970, 5.1): the first is 1. `ar` may hold
 * differences too.
 *
 * @example
 * psiWeights({ lags: new Int32Array([1]), weights: new Float64Array([0.5]), degree: 1 }, { lags: new Int32Array(), weights: new Float64Array(), degree: 0 }, 3) // => new Float64Array([1, 0.5, 0.25])
 */
export function psiWeights(ar: LagWeights, ma: LagWeights, length: number): Float64Array {
  const psi = new Float64Array(length);
  if (length > 0) psi[0] = 1;
  for (let index = 0; index < ma.lags.length; index++) {
    const lag = ma.lags[index] as number;
    if (lag < length) psi[lag] = ma.weights[index] as number;
  }
  for (let at = 1; at < length; at++)
    for (let index = 0; index < ar.lags.length; index++) {
      const before = at - (ar.lags[index] as number);
      if (before < 0) break;
      psi[at]! += (ar.weights[index] as number) * (psi[before] as number);
    }
  return psi;
}

/**
 * Covariances of Harvey's stationary state with the value now, the value's own variance first.
 *
 * @returns nothing if the model is not stationary
 */
export function stateCovariances(arma: Arma, size: number): Float64Array | undefined {
  const covariances = armaAutocovariances(arma.ar, arma.ma, size);
  if (covariances === undefined || !Number.isFinite(covariances[0])) return undefined;
  const column = new Float64Array(size);
  column[0] = covariances[0] as number;
  const psi = psiWeights(arma.ar, arma.ma, size);
  const { ar, ma } = arma;
  for (let lead = 1; lead < size; lead++) {
    let sum = 0;
    for (let index = 0; index < ar.lags.length; index++) {
      const back = (ar.lags[index] as number) - lead;
      if (back > 0) sum += (ar.weights[index] as number) * (covariances[back] as number);
    }
    for (let index = 0; index < ma.lags.length; index++) {
      const back = (ma.lags[index] as number) - lead;
      if (back >= 0) sum += (ma.weights[index] as number) * (psi[back] as number);
    }
    column[lead] = sum;
  }
  return column;
}
