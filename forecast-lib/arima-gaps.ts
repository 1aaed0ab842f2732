import { denseWeights, stateCovariances } from './arima-autocovariance.ts';
import { type Arma, stateSize, takeConstant } from './arima-conditional.ts';
import type { ExactFit } from './arima-likelihood.ts';
import type { LagWeights } from './arima-polynomial.ts';

/** An exact fit of a series with gaps, and what the filter makes of the last values, newest first. */
export interface GapFit extends ExactFit {
  readonly tail: Float64Array;
}

/** What a missing first value is given as variance, and from which variance on a value only ends that ignorance. */
const DIFFUSE = 1e6;
const IGNORANT = 1e4;

/**
 * The exact likelihood of an ARIMA model where samples are missing: the undifferenced series under a Kalman filter whose
 * state holds the ARMA part and the last values (Durbin and Koopman, Time Series Analysis by State Space Methods, 2012,
 * 3.4; diffuse prior as in Harvey and McKenzie, Applied Statistics 31, 1982). Missing samples are stepped over. First
 * values that are known are taken as given. Cost: values times the square of the state.
 *
 * @param filled guesses where `values` are missing
 * @param regressor what the constant multiplies, absent where there is none
 * @returns nothing if the model is not stationary
 */
export function gapFit(
  values: Float64Array,
  filled: Float64Array,
  arma: Arma,
  differences: LagWeights,
  regressor?: Float64Array,
): GapFit | undefined {
  const filter = gapFilter(values, filled, arma, differences);
  if (filter === undefined) return undefined;
  const degree = differences.degree;
  const state = filter.start(filled);
  const beside = regressor && filter.start(regressor);
  const residuals = new Float64Array(values.length);
  const levels = new Float64Array(regressor ? values.length : 0);
  let [logDeterminant, count] = [0, 0];
  for (let at = degree; at < values.length; at++) {
    const value = values[at] as number;
    if (!Number.isNaN(value)) {
      const variance = filter.see();
      const innovation = filter.correct(state, value, variance);
      const one = beside && regressor ? filter.correct(beside, regressor[at] as number, variance) : 0;
      if (variance < IGNORANT) {
        residuals[at] = innovation / Math.sqrt(variance);
        if (beside) levels[at] = one / Math.sqrt(variance);
        logDeterminant += Math.log(variance);
        count++;
      }
    }
    filter.move(state);
    if (beside) filter.move(beside);
    filter.spread();
  }
  const constant = regressor ? takeConstant(residuals, levels) : 0;
  const size = stateSize(arma);
  const tail = state.slice(size);
  for (let index = 0; beside && index < tail.length; index++)
    tail[index]! += constant * ((regressor?.[values.length - 1 - index] as number) - (beside[size + index] as number));
  if (beside) for (let index = 0; index < size; index++) state[index]! -= constant * (beside[index] as number);
  return { residuals, logDeterminant, count, constant, state: state.subarray(0, size), tail };
}

/** The moving parts of the filter: the covariance of the state, and what is done to a state. */
function gapFilter(values: Float64Array, filled: Float64Array, arma: Arma, differences: LagWeights) {
  const size = stateSize(arma);
  const degree = differences.degree;
  const width = size + degree;
  const ar = denseWeights(arma.ar, size);
  const noise = Float64Array.of(1, ...denseWeights(arma.ma, size - 1).subarray(0, size - 1));
  const stationary = stationaryCovariance(arma, size, ar, noise);
  if (stationary === undefined) return undefined;
  const covariance = Array.from({ length: width }, (_, row) => {
    const line = new Float64Array(width);
    if (row < size) line.set(stationary[row] as Float64Array);
    else line[row] = Number.isNaN(values[degree - 1 - (row - size)]) ? DIFFUSE : 0;
    return line;
  });
  const observe = (state: Float64Array): number => {
    let sum = state[0] as number;
    for (let index = 0; index < differences.lags.length; index++)
      sum += (differences.weights[index] as number) * (state[size - 1 + (differences.lags[index] as number)] as number);
    return sum;
  };
  const move = (state: Float64Array): void => {
    const newest = degree > 0 ? observe(state) : 0;
    const now = state[0] as number;
    for (let index = 0; index < size; index++)
      state[index] = (index + 1 < size ? (state[index + 1] as number) : 0) + (ar[index] as number) * now;
    if (degree === 0) return;
    state.copyWithin(size + 1, size, width - 1);
    state[size] = newest;
  };
  const seen = new Float64Array(width);
  return {
    move,
    start: (series: Float64Array): Float64Array => {
      const state = new Float64Array(width);
      for (let index = 0; index < degree; index++) state[size + index] = series[degree - 1 - index] ?? filled[0] ?? 0;
      return state;
    },
    /** Takes a value into the covariance; the variance the value had. */
    see: (): number => {
      for (let row = 0; row < width; row++) seen[row] = observe(covariance[row] as Float64Array);
      const variance = observe(seen);
      for (let row = 0; row < width; row++) {
        const line = covariance[row] as Float64Array;
        const share = (seen[row] as number) / variance;
        for (let column = 0; column < width; column++) line[column]! -= share * (seen[column] as number);
      }
      return variance;
    },
    /** Takes a value into a state; what was unexpected of it. */
    correct: (state: Float64Array, value: number, variance: number): number => {
      const innovation = value - observe(state);
      for (let row = 0; row < width; row++) state[row]! += ((seen[row] as number) * innovation) / variance;
      return innovation;
    },
    spread: (): void => {
      for (const line of covariance) move(line);
      transpose(covariance);
      for (const line of covariance) move(line);
      for (let row = 0; row < size; row++) {
        const line = covariance[row] as Float64Array;
        for (let column = 0; column < size; column++)
          line[column]! += (noise[row] as number) * (noise[column] as number);
      }
    },
  };
}

function transpose(square: readonly Float64Array[]): void {
  for (let row = 0; row < square.length; row++)
    for (let column = 0; column < row; column++) {
      const [one, other] = [square[row] as Float64Array, square[column] as Float64Array];
      [one[column], other[row]] = [other[row] as number, one[column] as number];
    }
}

/** From the covariances with the value now the others follow backwards, as the covariance stays what it is. */
function stationaryCovariance(
  arma: Arma,
  size: number,
  ar: Float64Array,
  noise: Float64Array,
): Float64Array[] | undefined {
  const first = stateCovariances(arma, size);
  if (first === undefined) return undefined;
  const square = Array.from({ length: size }, () => new Float64Array(size));
  const next = (row: number, column: number): number => {
    if (row === size || column === size) return 0;
    if (row === 0) return first[column] as number;
    if (column === 0) return first[row] as number;
    return (square[row] as Float64Array)[column] as number;
  };
  for (let row = size - 1; row >= 0; row--)
    for (let column = size - 1; column >= 0; column--)
      (square[row] as Float64Array)[column] =
        next(row + 1, column + 1) +
        (ar[row] as number) * next(0, column + 1) +
        (ar[column] as number) * next(row + 1, 0) +
        (ar[row] as number) * (ar[column] as number) * (first[0] as number) +
        (noise[row] as number) * (noise[column] as number);
  return square;
}
