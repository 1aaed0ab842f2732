import { classicalSeason } from './classical-season.ts';
import { fillGaps } from './gap-fill.ts';
import { LEVEL, SEASON, SLOPE, type SmoothingForm } from './smoothing-filter.ts';
import { straightLine } from './straight-line.ts';

/** Seasons, and samples, of the beginning that tell where the states start. */
const SEASONS = 4;
const SAMPLES = 10;

/**
 * Guesses the states before the first sample: the season by classical decomposition of the first four, level and slope
 * by a line through the first two seasons without it (after HKOS 2008, 2.6.1). The smoothing parameters stay 0.
 *
 * @param period steps in a season, 1 for none; at least two seasons of values
 * @param flat starts with no slope also where there is a trend
 */
export function smoothingStart(values: Float64Array, form: SmoothingForm, period: number, flat = false): Float64Array {
  const start = new Float64Array(SEASON + period);
  const filled = fillGaps(values, form.season === 'none' ? 0 : period);
  const head = filled.subarray(0, Math.max(SAMPLES, SEASONS * period));
  if (form.season !== 'none') {
    const multiplicative = form.season === 'multiplicative';
    const season = classicalSeason(head, period, multiplicative);
    for (let index = 0; index < period; index++) {
      const state = season[index] as number;
      start[SEASON + index] = multiplicative ? Math.max(0.01, state) : state;
    }
    for (let index = 0; index < head.length; index++) {
      const state = start[SEASON + (index % period)] as number;
      head[index] = multiplicative ? (head[index] as number) / state : (head[index] as number) - state;
    }
  }
  const count = Math.min(head.length, Math.max(SAMPLES, 2 * period));
  const { level, slope } = straightLine(head.subarray(0, count));
  const isFlat = flat || form.trend === 'none' || (form.season === 'multiplicative' && !(level > 0));
  start[LEVEL] = isFlat ? level + (slope * (count + 1)) / 2 : level;
  start[SLOPE] = isFlat ? 0 : slope;
  return start;
}
