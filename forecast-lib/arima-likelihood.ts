import { denseWeights, stateCovariances } from './arima-autocovariance.ts';
import { type Arma, type ArmaFit, stateSize, takeConstant } from './arima-conditional.ts';

/** An exact fit and where it ends. */
export interface ExactFit extends ArmaFit {
  /** What is expected of the next values, less the constant: Harvey's state after the last value. */
  readonly state: Float64Array;
}

/** Where the next value's variance is this near to the innovations', the filter is as good as steady. */
const STEADY = 1e-10;

/**
 * The exact Gaussian likelihood of a stationary ARMA model without missing values, by the Kalman filter in the form of
 * Chandrasekhar's recursions (Morf, Sidhu and Kailath, IEEE Trans. Automatic Control 19, 1974; Pearlman, Biometrika 67,
 * 1980): the state's covariance changes by one rank a step, so a step costs the length of the state, not its square. Once
 * the next value's variance is down to the innovations' the steady recursion goes on, at the cost of the weights alone
 * (Gardner, Harvey and Phillips, AS 154, 1980, do the same).
 *
 * @returns nothing if the model is not stationary
 */
export function exactFit(values: Float64Array, arma: Arma, withConstant: boolean): ExactFit | undefined {
  const size = stateSize(arma);
  const first = stateCovariances(arma, size);
  if (first === undefined) return undefined;
  const filter = new Filter(denseWeights(arma.ar, size), denseWeights(arma.ma, size), first);
  const state = new Float64Array(size + 1);
  const ones = new Float64Array(withConstant ? size + 1 : 0);
  const residuals = new Float64Array(values.length);
  const levels = new Float64Array(withConstant ? values.length : 0);
  let logDeterminant = 0;
  for (let at = 0; at < values.length; at++) {
    const { variance } = filter;
    const deviation = Math.sqrt(variance);
    const innovation = (values[at] as number) - (state[0] as number);
    residuals[at] = innovation / deviation;
    logDeterminant += Math.log(variance);
    filter.advance(state, innovation);
    if (withConstant) {
      const one = 1 - (ones[0] as number);
      levels[at] = one / deviation;
      filter.advance(ones, one);
    }
    filter.learn();
  }
  const constant = withConstant ? takeConstant(residuals, levels) : 0;
  for (let index = 0; index < ones.length; index++) state[index]! -= constant * (ones[index] as number);
  return { residuals, logDeterminant, count: values.length, constant, state: state.subarray(0, size) };
}

/** The gains of the filter, step after step. */
class Filter {
  /** Of the next value, in units of the innovations'. */
  variance: number;
  readonly #ar: Float64Array;
  readonly #size: number;
  /** The covariance of the state to come with the value now: the gain times the variance. */
  readonly #gain: Float64Array;
  /** The direction in which the state's covariance shrinks, and by how much. */
  readonly #direction: Float64Array;
  #shrink: number;
  readonly #steadyGain: Float64Array;

  constructor(ar: Float64Array, ma: Float64Array, first: Float64Array) {
    const size = first.length;
    this.#ar = ar;
    this.#size = size;
    this.variance = first[0] as number;
    this.#steadyGain = ar.map((weight, index) => weight + (ma[index] ?? 0));
    this.#gain = new Float64Array(size);
    for (let index = 0; index < size; index++)
      this.#gain[index] = (first[index + 1] ?? 0) + (ar[index] as number) * this.variance;
    this.#direction = new Float64Array(size + 1);
    this.#direction.set(this.#gain);
    this.#shrink = -1 / this.variance;
  }

  /** Moves a state on by one step, having seen an innovation; its last place stays 0. */
  advance(state: Float64Array, innovation: number): void {
    const share = innovation / this.variance;
    const now = state[0] as number;
    for (let index = 0; index < this.#size; index++)
      state[index] =
        (state[index + 1] as number) + (this.#ar[index] as number) * now + (this.#gain[index] as number) * share;
  }

  /** Moves the gain and the variance on by one step. */
  learn(): void {
    if (this.#shrink === 0) return;
    const direction = this.#direction;
    const head = direction[0] as number;
    const before = this.variance;
    const pull = this.#shrink * head;
    const variance = before + pull * head;
    if (!(variance > 1 + STEADY)) {
      this.#gain.set(this.#steadyGain);
      this.variance = 1;
      this.#shrink = 0;
      return;
    }
    const back = head / variance;
    for (let index = 0; index < this.#size; index++) {
      const moved = (direction[index + 1] as number) + (this.#ar[index] as number) * head;
      const gain = (this.#gain[index] as number) + moved * pull;
      this.#gain[index] = gain;
      direction[index] = moved - gain * back;
    }
    this.#shrink += (pull * pull) / before;
    this.variance = variance;
  }
}
