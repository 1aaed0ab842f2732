import { ForecastFault } from './forecast-fault.ts';
import { type LoessOptions, loess, loessAt } from './loess.ts';
import { median } from './median.ts';

export interface StlOptions {
  /** Steps in a season, at least 2; the series has at least two seasons. */
  readonly period: number;
  /** Seasons that shape one season, odd, at least 7; 'periodic' for one shape for all. 11 unless told. */
  readonly seasonalWindow?: number | 'periodic';
  /** Steps that shape the trend, odd; about one and a half seasons unless told. */
  readonly trendWindow?: number;
  /** Steps of the low-pass filter, odd; one season unless told. */
  readonly lowPassWindow?: number;
  /** Whether outliers count less, in 15 rounds. */
  readonly robust?: boolean;
}

/** A series as a sum. */
export interface Decomposition {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly remainder: Float64Array;
  /** How much each sample counted at last; 1 unless robust. */
  readonly weights: Float64Array;
}

interface Windows {
  readonly seasonal: LoessOptions;
  readonly trend: LoessOptions;
  readonly lowPass: LoessOptions;
}

const OUTER = 15;

/**
 * Takes a series apart into a season, a trend and what remains by loess (STL: Cleveland, Cleveland, McRae and Terpenning,
 * 1990). Each smoother fits every tenth of its window and draws lines between, so that the cost grows with the length
 * alone, not with the period.
 *
 * @param values without NaN: fill gaps first
 * @throws ForecastFault `bad-option`, `too-short`
 */
export function stl(values: Float64Array, options: StlOptions): Decomposition {
  const { period, robust = false } = options;
  const { length } = values;
  const windows = windowsOf(options, length);
  if (length < 2 * period) throw new ForecastFault('too-short', `${length} of ${2 * period} samples`);
  const weights = new Float64Array(length).fill(1);
  let trend = new Float64Array(length);
  let seasonal = trend;
  for (let outer = 0; outer <= (robust ? OUTER : 0); outer++) {
    const counted = outer > 0 ? weights : undefined;
    for (let inner = 0; inner < (robust ? 1 : 2); inner++) {
      seasonal = seasonOf(difference(values, trend), period, windows, counted);
      trend = loess(difference(values, seasonal), { ...windows.trend, weights: counted }) as Float64Array<ArrayBuffer>;
    }
    if (robust && outer < OUTER) weights.set(bisquare(difference(difference(values, trend), seasonal)));
  }
  if (options.seasonalWindow === 'periodic') seasonal = periodicMeans(seasonal, period);
  return { seasonal, trend, remainder: difference(difference(values, seasonal), trend), weights };
}

function windowsOf({ period, seasonalWindow = 11, trendWindow, lowPassWindow }: StlOptions, length: number): Windows {
  const periodic = seasonalWindow === 'periodic';
  const seasonal = periodic ? 10 * length + 1 : seasonalWindow;
  const trend = trendWindow ?? odd((1.5 * period) / (1 - 1.5 / seasonal));
  const lowPass = lowPassWindow ?? odd(period);
  for (const [name, window] of Object.entries({ seasonal, trend, lowPass }))
    if (!(Number.isInteger(window) && window >= 3 && window % 2 === 1))
      throw new ForecastFault('bad-option', `the ${name} window is ${window}, must be odd and at least 3`);
  if (!(Number.isInteger(period) && period >= 2)) throw new ForecastFault('bad-option', `period is ${period}`);
  const smoother = (window: number, degree: 0 | 1) => ({ window, degree, jump: Math.ceil(window / 10) });
  return { seasonal: smoother(seasonal, 0), trend: smoother(trend, 1), lowPass: smoother(lowPass, 1) };
}

function odd(least: number): number {
  const whole = Math.ceil(least);
  return Math.max(3, whole + 1 - (whole % 2));
}

function difference(one: Float64Array, other: Float64Array): Float64Array<ArrayBuffer> {
  const apart = new Float64Array(one.length);
  for (let index = 0; index < one.length; index++) apart[index] = (one[index] as number) - (other[index] as number);
  return apart;
}

/** The season of a series without its trend: each place in the season smoothed over seasons, less what is slow in that. */
function seasonOf(
  values: Float64Array,
  period: number,
  windows: Windows,
  weights: Float64Array | undefined,
): Float64Array<ArrayBuffer> {
  const { length } = values;
  const cycle = new Float64Array(length + 2 * period);
  for (let slot = 0; slot < period; slot++) {
    const own = every(values, slot, period);
    const options = { ...windows.seasonal, weights: weights && every(weights, slot, period) };
    const smooth = loess(own, options);
    const { window } = options;
    const count = own.length;
    for (let season = 0; season < count; season++) cycle[(season + 1) * period + slot] = smooth[season] as number;
    cycle[slot] = loessAt(own, -1, 0, options) ?? (smooth[0] as number);
    cycle[(count + 1) * period + slot] =
      loessAt(own, count, Math.max(0, count - window), options) ?? (smooth[count - 1] as number);
  }
  const slow = loess(movingMean(movingMean(movingMean(cycle, period), period), 3), windows.lowPass);
  return slow.map((value, index) => (cycle[index + period] as number) - value) as Float64Array<ArrayBuffer>;
}

function every(values: Float64Array, first: number, step: number): Float64Array {
  const picked = new Float64Array(Math.ceil((values.length - first) / step));
  for (let index = 0; index < picked.length; index++) picked[index] = values[first + index * step] as number;
  return picked;
}

/** Means of `width` numbers in a row; shorter by `width` - 1. */
function movingMean(values: Float64Array, width: number): Float64Array {
  const means = new Float64Array(values.length - width + 1);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index] as number;
    if (index >= width) sum -= values[index - width] as number;
    if (index >= width - 1) means[index - width + 1] = sum / width;
  }
  return means;
}

/** Bisquare weights of residuals (section 3.2 there): none beyond six times the median size. */
function bisquare(residuals: Float64Array): Float64Array {
  const sizes = residuals.map(Math.abs);
  const far = 6 * median(sizes.slice());
  return sizes.map((size) => {
    if (size <= 0.001 * far) return 1;
    return size <= 0.999 * far ? (1 - (size / far) ** 2) ** 2 : 0;
  });
}

function periodicMeans(seasonal: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const means = Array.from({ length: period }, (_, slot) => {
    const own = every(seasonal, slot, period);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  return Float64Array.from(seasonal, (_, index) => means[index % period] as number);
}
