import type { Series } from './series.ts';
import { ALPHA, BETA, GAMMA, PHI } from './smoothing-filter.ts';
import type { SmoothingFit } from './smoothing-fit.ts';
import { clockAfter, type ModelState } from './state-model.ts';

/** How the season joins the level. */
export const ADDITIVE = 0;
export const MULTIPLICATIVE = 1;

/** An exponential smoothing model at the end of what it has seen. A model without a season has one slot of 0. */
export interface SmoothingState extends ModelState {
  /** 1 where errors are a share of the mean, 0 where they are not. */
  relative: number;
  /** ADDITIVE or MULTIPLICATIVE. */
  join: number;
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
  level: number;
  slope: number;
  season: Float64Array;
  /** The slot of the next sample. */
  slot: number;
  /** Variance of the errors, relative where they are. */
  variance: number;
  /** A season taken off before the model saw the samples, which stays as it is; one slot of 0 for none. */
  shape: Float64Array;
  shapeSlot: number;
}

export const BLANK: SmoothingState = {
  nextAt: 0,
  stepSeconds: 0,
  relative: 0,
  join: ADDITIVE,
  alpha: 0,
  beta: 0,
  gamma: 0,
  phi: 0,
  level: 0,
  slope: 0,
  season: new Float64Array(1),
  slot: 0,
  variance: 0,
  shape: new Float64Array(1),
  shapeSlot: 0,
};

/** @param shape an additive season that was taken off the series before the fit, slot 0 at sample 0 */
export function smoothingState(
  series: Series,
  fit: SmoothingFit,
  shape: Float64Array = new Float64Array(1),
): SmoothingState {
  const { form, parameters, level, slope, season, variance } = fit;
  return {
    ...clockAfter(series),
    relative: form.relative ? 1 : 0,
    join: form.season === 'multiplicative' ? MULTIPLICATIVE : ADDITIVE,
    alpha: parameters[ALPHA] as number,
    beta: parameters[BETA] as number,
    gamma: parameters[GAMMA] as number,
    phi: parameters[PHI] as number,
    level,
    slope,
    season: season.slice(),
    slot: series.values.length % season.length,
    variance,
    shape,
    shapeSlot: series.values.length % shape.length,
  };
}

/**
 * Takes one sample into the states. A missing one only moves time on; so does one that is not above 0 where the season
 * is multiplicative, as no positive level could have made it.
 */
export function stepSmoothing(state: SmoothingState, value: number): void {
  const { season, slot, shape, shapeSlot, alpha, beta, gamma, phi, level, slope } = state;
  const multiplicative = state.join === MULTIPLICATIVE;
  const stopped = multiplicative && !(level + phi * slope > 0);
  const fall = stopped ? 0 : phi * slope;
  const base = level + fall;
  const inSeason = season[slot] as number;
  const rest = value - (shape[shapeSlot] as number);
  state.slot = (slot + 1) % season.length;
  state.shapeSlot = (shapeSlot + 1) % shape.length;
  state.level = base;
  state.slope = fall;
  if (Number.isNaN(rest) || (multiplicative && !(rest > 0))) return;
  const inLevel = (multiplicative ? rest / inSeason : rest - inSeason) - base;
  state.level = base + alpha * inLevel;
  state.slope = fall + beta * inLevel;
  season[slot] = inSeason + gamma * ((multiplicative ? rest / base : rest - base) - inSeason);
}

/** Whether a saved state is one that can go on. */
export function holdsSmoothing(state: SmoothingState): boolean {
  const { relative, join, slot, shape, shapeSlot, season, variance, level } = state;
  const { alpha, beta, gamma, phi, slope } = state;
  const numbers = [relative, join, alpha, beta, gamma, phi, level, slope, ...season, ...shape];
  const slots = Number.isInteger(slot) && season[slot] !== undefined && shape[shapeSlot] !== undefined;
  const positive = join !== MULTIPLICATIVE || (level > 0 && season.every((inSeason) => inSeason > 0));
  return numbers.every(Number.isFinite) && slots && positive && variance >= 0;
}
