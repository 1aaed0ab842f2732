import type { Forecast } from './forecast.ts';
import { normalForecast } from './normal-forecast.ts';
import { MULTIPLICATIVE, type SmoothingState } from './smoothing-state.ts';

/** A variance past which numbers would end. */
const MOST = 1e300;

/**
 * Mean and normal bands of each lead (HKOS 2008, chapter 6): exact for additive errors (class 1) and relative errors
 * with no or an additive season (class 2); for a multiplicative season (class 3) exact within the first season, beyond
 * it by their approximation for small errors. Linear in the horizon, but for one over the period times its square with
 * an additive season.
 *
 * @param levels checked and rising
 */
export function smoothingForecast(state: SmoothingState, horizon: number, levels: readonly number[]): Forecast {
  const { nextAt, stepSeconds, alpha, beta, gamma, phi, level, slope, season, slot, variance, shape, shapeSlot } =
    state;
  const period = season.length;
  const multiplicative = state.join === MULTIPLICATIVE;
  const mean = new Float64Array(horizon);
  const deviation = new Float64Array(horizon);
  /** Sums of the powers of phi, and the variance of the error of each lead. */
  const ways = new Float64Array(horizon);
  const noise = new Float64Array(horizon);
  /** Variances of level and slope and what they share, before each lead. */
  let [levels2, shared, slopes2] = [0, 0, 0];
  let [way, power] = [0, 1];
  for (let lead = 0; lead < horizon; lead++) {
    power *= phi;
    way += power;
    ways[lead] = way;
    const base = level + way * slope;
    const inSeason = season[(slot + lead) % period] as number;
    const center = multiplicative ? base * inSeason : base + inSeason;
    let spread = levels2 + 2 * phi * shared + phi * phi * slopes2;
    shared = phi * (shared + phi * slopes2);
    levels2 = spread;
    slopes2 *= phi * phi;
    let joint = 0;
    for (let back = period; gamma > 0 && back <= lead; back += period) {
      const pull = gamma * (alpha + beta * (ways[back - 1] as number));
      if (multiplicative) joint += pull * variance * (level + (ways[lead - back] as number) * slope);
      else spread += (2 * pull + gamma * gamma) * (noise[lead - back] as number);
    }
    const square = (multiplicative ? base : center) ** 2 + spread;
    const error = Math.min(MOST, state.relative ? variance * square : variance);
    noise[lead] = error;
    levels2 = Math.min(MOST, levels2 + alpha * alpha * error);
    shared = Math.min(MOST, shared + alpha * beta * error);
    slopes2 = Math.min(MOST, slopes2 + beta * beta * error);
    const turns = multiplicative ? (1 + gamma * gamma * variance) ** Math.floor(lead / period) - 1 : 0;
    const together = base + joint;
    const total = multiplicative
      ? (square * (1 + turns) + 4 * base * joint) * (1 + variance) - together * together
      : spread + error;
    mean[lead] = (multiplicative ? together * inSeason : center) + (shape[(shapeSlot + lead) % shape.length] as number);
    deviation[lead] = Math.sqrt(Math.max(0, Math.min(MOST, total))) * (multiplicative ? inSeason : 1);
  }
  return normalForecast({ startAt: nextAt, stepSeconds, mean, deviation }, levels);
}
