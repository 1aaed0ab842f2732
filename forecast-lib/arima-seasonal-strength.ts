import { sampleVariance } from 'simple-statistics';

/** From this strength on a series is differenced over its season (Hyndman and Khandakar's rule since 2017). */
const STRONG = 0.64;
/** Seasons that a season is averaged over, as in the decomposition that the rule was set with. */
const WINDOW = 11;
const ROUNDS = 2;

/**
 * How much of what is left of a series without its trend is its season, from 0 to 1: one minus the variance of the rest over
 * that of rest and season (Wang, Smith and Hyndman, Data Mining and Knowledge Discovery 13, 2006). The decomposition is a
 * short relative of STL: the trend a centred moving average, the season the mean of the nearest eleven of the same phase,
 * with tricube weights, without its own level. Cost: eleven times the values.
 *
 * @param values without gaps, at least two periods of them
 */
export function seasonalStrength(values: Float64Array, period: number): number {
  let season = new Float64Array(values.length);
  let trend = new Float64Array(values.length);
  for (let round = 0; round < ROUNDS; round++) {
    trend = centredMean(
      values.map((value, at) => value - (season[at] as number)),
      period,
    );
    const cycle = phaseMeans(
      values.map((value, at) => value - (trend[at] as number)),
      period,
    );
    const level = centredMean(cycle, period);
    season = cycle.map((value, at) => value - (level[at] as number));
  }
  const both = values.map((value, at) => value - (trend[at] as number));
  const rest = both.map((value, at) => value - (season[at] as number));
  const whole = sampleVariance(Array.from(both));
  if (!(whole > 0)) return 0;
  return Math.max(0, Math.min(1, 1 - sampleVariance(Array.from(rest)) / whole));
}

/** Is the season strong enough to be differenced away? */
export function seasonNeedsDifference(values: Float64Array, period: number): boolean {
  return values.length > 2 * period && seasonalStrength(values, period) > STRONG;
}

/** The mean of a period about each value; the ends go on with the slope of the nearest whole window. */
function centredMean(values: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const size = values.length;
  const half = Math.floor(period / 2);
  const sums = new Float64Array(size + 1);
  for (let at = 0; at < size; at++) sums[at + 1] = (sums[at] as number) + (values[at] as number);
  const sum = (from: number, to: number) => (sums[to] as number) - (sums[from] as number);
  const means = new Float64Array(size);
  for (let at = half; at < size - half; at++) {
    const whole = sum(at - half, at + half + 1);
    const ends = period % 2 === 0 ? ((values[at - half] as number) + (values[at + half] as number)) / 2 : 0;
    means[at] = (whole - ends) / period;
  }
  const [first, last] = [half, size - 1 - half];
  const reach = Math.min(half, last - first);
  const slope = (at: number, to: number) =>
    reach > 0 ? ((means[to] as number) - (means[at] as number)) / (to - at) : 0;
  const [before, after] = [slope(first, first + reach), slope(last - reach, last)];
  for (let at = 0; at < first; at++) means[at] = (means[first] as number) + (at - first) * before;
  for (let at = last + 1; at < size; at++) means[at] = (means[last] as number) + (at - last) * after;
  return means;
}

/** For each value the mean of its phase, nearest seasons first. */
function phaseMeans(values: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const means = new Float64Array(values.length);
  for (let phase = 0; phase < period; phase++) {
    const seasons = Math.ceil((values.length - phase) / period);
    for (let season = 0; season < seasons; season++)
      means[phase + season * period] = tricubeMean(values, phase, period, season, seasons);
  }
  return means;
}

function tricubeMean(values: Float64Array, phase: number, period: number, season: number, seasons: number): number {
  const count = Math.min(WINDOW, seasons);
  const from = Math.max(0, Math.min(season - Math.floor(WINDOW / 2), seasons - count));
  let width = Math.max(season - from, from + count - 1 - season);
  // Loess widens its window where there are fewer seasons than it wants (Cleveland et al. 1990).
  if (count < WINDOW) width += Math.floor((WINDOW - count) / 2);
  let [sum, total] = [0, 0];
  for (let other = from; other < from + count; other++) {
    const apart = Math.abs(other - season) / width;
    const weight = apart <= 0.001 ? 1 : apart >= 0.999 ? 0 : (1 - apart ** 3) ** 3;
    sum += weight * (values[phase + other * period] as number);
    total += weight;
  }
  return sum / total;
}
