import { denseWeights, psiWeights } from './arima-autocovariance.ts';
import { differencePolynomial } from './arima-difference.ts';
import { type ArimaOrders, type ArimaWeights, armaOf } from './arima-orders.ts';
import { type LagWeights, lagPolynomial, lagWeights, multiplyPolynomials } from './arima-polynomial.ts';

/** A model and where it stands: all that a forecast needs. */
export interface ArimaStanding extends ArimaWeights {
  readonly orders: ArimaOrders;
  readonly constant: number;
  readonly variance: number;
  /** What is expected of the next differenced values, less the constant; the first is the next. */
  readonly state: Float64Array;
  /** The last values, newest first, as many as the differences take. */
  readonly tail: Float64Array;
  /** Samples missing at the end. */
  missed: number;
}

/** The mean and the standard deviation of each lead. */
export interface ArimaLeads {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** The fixed parts of a model, worked out once. */
export interface ArimaParts {
  readonly ar: LagWeights;
  readonly ma: LagWeights;
  readonly differences: LagWeights;
  /** The autoregression with the differences multiplied in. */
  readonly whole: LagWeights;
  /** How an innovation moves the state, once the filter is steady. */
  readonly gain: Float64Array;
  readonly denseAr: Float64Array;
}

export function arimaParts({ orders, state, ...weights }: ArimaStanding): ArimaParts {
  const { d, seasonalD, period } = orders;
  const { ar, ma } = armaOf(weights, period);
  const differenced = differencePolynomial(d, seasonalD, period);
  const autoregression = multiplyPolynomials(
    lagPolynomial(weights.ar, 1, -1),
    lagPolynomial(weights.seasonalAr, period, -1),
  );
  const denseAr = denseWeights(ar, state.length);
  const denseMa = denseWeights(ma, state.length);
  return {
    ar,
    ma,
    differences: lagWeights(differenced, -1),
    whole: lagWeights(multiplyPolynomials(autoregression, differenced), -1),
    gain: denseAr.map((weight, index) => weight + (denseMa[index] as number)),
    denseAr,
  };
}

/**
 * Means by recursion, and variances from the psi weights of the undifferenced model: the innovations' variance times the
 * sum of their squares (Box and Jenkins, 1970, 5.1.1). Samples missing at the end count as leads already gone by.
 */
export function arimaLeads(standing: ArimaStanding, parts: ArimaParts, horizon: number): ArimaLeads {
  const { state, tail, constant, variance, missed } = standing;
  const { ar, differences } = parts;
  const changes = new Float64Array(horizon);
  const mean = new Float64Array(horizon);
  for (let lead = 0; lead < horizon; lead++) {
    changes[lead] = (state[lead] ?? 0) + lagged(ar, changes, lead, undefined);
    mean[lead] = (changes[lead] as number) + constant + lagged(differences, mean, lead, tail);
  }
  const psi = psiWeights(parts.whole, parts.ma, horizon + missed);
  const deviation = new Float64Array(horizon);
  let sum = 0;
  for (let at = 0; at < psi.length; at++) {
    sum += (psi[at] as number) ** 2;
    if (at >= missed) deviation[at - missed] = Math.sqrt(variance * sum);
  }
  return { mean, deviation };
}

/** Takes one sample: the steady filter moves on. A missing one is taken to be what was expected. Cost: the state's length. */
export function arimaStep(standing: ArimaStanding, parts: ArimaParts, value: number): void {
  const { state, tail } = standing;
  const { gain, denseAr } = parts;
  const now = state[0] ?? 0;
  const expected = now + standing.constant + lagged(parts.differences, tail, 0, tail);
  const missing = !Number.isFinite(value);
  const innovation = missing ? 0 : value - expected;
  standing.missed = missing ? standing.missed + 1 : 0;
  for (let index = 0; index < state.length; index++)
    state[index] = (state[index + 1] ?? 0) + (denseAr[index] as number) * now + (gain[index] as number) * innovation;
  if (tail.length === 0) return;
  tail.copyWithin(1, 0);
  tail[0] = missing ? expected : value;
}

/** The weighted sum of what was before a lead; before the first lead, of the tail if there is one. */
function lagged(
  { lags, weights }: LagWeights,
  leads: Float64Array,
  lead: number,
  tail: Float64Array | undefined,
): number {
  let sum = 0;
  for (let index = 0; index < lags.length; index++) {
    const before = lead - (lags[index] as number);
    if (before >= 0) sum += (weights[index] as number) * (leads[before] as number);
    else if (tail !== undefined) sum += (weights[index] as number) * (tail[-before - 1] as number);
    else break;
  }
  return sum;
}
