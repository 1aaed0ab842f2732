import { fourierTransform } from './fourier-transform.ts';
import { fillGaps } from './gap-fill.ts';
import { median } from './median.ts';

/** A season that a series seems to have. */
export interface SeasonFound {
  /** Steps. */
  readonly period: number;
  /** How alike the series is to itself a season later: the autocorrelation there, up to 1. */
  readonly strength: number;
}

/** A season is at least so strong, and so much stronger than what lies between it and the seasons beside it. */
const WEAKEST = 0.1;
const LEAST_RISE = 0.1;
/** A multiple of a season is one too if it is so much stronger, or closes this share of what the shorter leaves to 1. */
const STRONGER = 0.1;
const CLOSED = 0.5;
/** Seasons nearer to each other than this share are one. */
const ALIKE = 0.15;
/** Peaks of the periodogram that are looked at. */
const PEAKS = 24;
/** An outlier counts as so many usual deviations away. */
const CLIPPED = 4;

/**
 * Which seasons a series has, strongest first: peaks of the periodogram that are hills of the autocorrelation too (as
 * AUTOPERIOD: Vlachos, Yu and Castelli, 2005). A line is taken off and outliers are clipped. Harmonics and multiples of a
 * season are left out unless they say more than it. Cost n log n.
 *
 * @param values NaN where missing
 * @param longest the longest season to look for, in steps; half of the series unless told
 */
export function detectSeasons(values: ArrayLike<number>, longest = Math.floor(values.length / 2)): SeasonFound[] {
  const { length } = values;
  if (length < 8 || Array.from(values).every(Number.isNaN)) return [];
  const { power, correlation } = spectrum(withoutLine(fillGaps(values, 0)));
  if (correlation[0] === 0) return [];
  const size = 2 * (power.length - 1);
  const found = new Map<number, number>();
  for (const frequency of peaksOf(power)) {
    const guess = size / frequency;
    const reach = Math.max(1, Math.ceil(guess / frequency));
    const period = sharpen(correlation, climb(correlation, guess, reach), length);
    if (period < 2 || period > Math.min(longest, length / 2)) continue;
    const strength = correlation[period] as number;
    if (strength >= WEAKEST && rise(correlation, period) >= LEAST_RISE) found.set(period, strength);
  }
  return withoutMultiples(found);
}

/** The series less its straight line and its outliers, in usual deviations; all 0 where it has no spread. */
function withoutLine(values: Float64Array): Float64Array {
  const { length } = values;
  const third = Math.max(1, Math.floor(length / 3));
  const start = median(values.slice(0, third));
  const slope = (median(values.slice(length - third)) - start) / Math.max(1, length - third);
  const left = values.map((value, index) => value - start - slope * (index - third / 2));
  const middle = median(left.slice());
  const sizes = left.map((value) => Math.abs(value - middle));
  const sorted = sizes.slice().sort();
  const usual = 1.4826 * median(sizes) || CLIPPED * (sorted[Math.floor(0.98 * length) - 1] ?? 0);
  if (!(usual > 0)) return left.fill(0);
  const clipped = left.map((value) => Math.max(-CLIPPED, Math.min(CLIPPED, (value - middle) / usual)));
  const mean = clipped.reduce((sum, value) => sum + value, 0) / length;
  return clipped.map((value) => value - mean);
}

/** The periodogram, and from it the autocorrelation (Wiener and Khinchin) without the bias of long lags. */
function spectrum(values: Float64Array): { power: Float64Array; correlation: Float64Array } {
  const { length } = values;
  const size = 2 ** Math.ceil(Math.log2(2 * length));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(values);
  fourierTransform(real, imaginary);
  for (let index = 0; index < size; index++)
    real[index] = (real[index] as number) ** 2 + (imaginary[index] as number) ** 2;
  const power = real.slice(0, size / 2 + 1);
  imaginary.fill(0);
  fourierTransform(real, imaginary);
  const whole = (real[0] as number) / length;
  const correlation = real.slice(0, length).map((value, lag) => (whole > 0 ? value / (length - lag) / whole : 0));
  return { power, correlation };
}

/** Frequencies of the highest hills of the periodogram, highest first. */
function peaksOf(power: Float64Array): number[] {
  const peaks: number[] = [];
  for (let index = 3; index < power.length - 1; index++) {
    const here = power[index] as number;
    if (here > (power[index - 1] as number) && here >= (power[index + 1] as number)) peaks.push(index);
  }
  return peaks.sort((one, other) => (power[other] as number) - (power[one] as number)).slice(0, PEAKS);
}

/** The highest lag near a guess, then uphill from there. */
function climb(correlation: Float64Array, guess: number, reach: number): number {
  let best = Math.max(1, Math.min(correlation.length - 1, Math.round(guess)));
  const at = (lag: number) => correlation[lag] ?? -Infinity;
  for (let lag = Math.max(2, best - reach); lag <= Math.min(best + reach, correlation.length - 1); lag++)
    if (at(lag) > at(best)) best = lag;
  for (;;) {
    const next = at(best + 1) > at(best) ? best + 1 : at(best - 1) > at(best) && best > 2 ? best - 1 : best;
    if (next === best) return best;
    best = next;
  }
}

/** The period near one that fits best several seasons later as well: a small error adds up there. */
function sharpen(correlation: Float64Array, period: number, length: number): number {
  const reach = Math.ceil(period / 50);
  const seasons = Math.max(1, Math.min(4, Math.floor(length / (2 * period))));
  let [best, highest] = [period, -Infinity];
  for (let lag = Math.max(2, period - reach); lag <= period + reach; lag++) {
    let sum = 0;
    for (let season = 1; season <= seasons; season++) sum += correlation[season * lag] ?? 0;
    if (sum > highest) [best, highest] = [lag, sum];
  }
  return best;
}

/** How far a hill rises above the lower places on both its sides. */
function rise(correlation: Float64Array, period: number): number {
  let [before, after] = [Infinity, Infinity];
  for (let lag = Math.ceil(period / 2); lag < period; lag++) before = Math.min(before, correlation[lag] as number);
  const end = Math.min(correlation.length - 1, Math.floor(1.5 * period));
  for (let lag = period + 1; lag <= end; lag++) after = Math.min(after, correlation[lag] as number);
  return (correlation[period] as number) - Math.max(before, after);
}

/** Strongest first, without those near a stronger one and multiples that say hardly more than what they are a multiple of. */
function withoutMultiples(found: ReadonlyMap<number, number>): SeasonFound[] {
  const all = [...found].map(([period, strength]) => ({ period, strength }));
  const apart = all.filter(
    (one) => !all.some((other) => other.strength > one.strength && Math.abs(other.period / one.period - 1) < ALIKE),
  );
  const kept: SeasonFound[] = [];
  for (const one of apart.sort((one, other) => one.period - other.period)) {
    const parts = kept.filter(({ period }) => Math.abs(one.period / period - Math.round(one.period / period)) < 0.03);
    const strongest = Math.max(-Infinity, ...parts.map(({ strength }) => strength));
    if (one.strength - strongest > Math.min(STRONGER, CLOSED * (1 - strongest))) kept.push(one);
  }
  return kept.sort((one, other) => other.strength - one.strength);
}
