import { classicalSeason } from './classical-season.ts';
import { fillGaps } from './gap-fill.ts';
import type { Model } from './model.ts';
import { normalForecast } from './normal-forecast.ts';
import { checkSeason, type SeasonOption, seasonLength } from './season-length.ts';
import { isSeasonal } from './season-test.ts';
import type { Series } from './series.ts';
import { ALPHA } from './smoothing-filter.ts';
import { fitAdditive } from './smoothing-fit.ts';
import { clockAfter, type ModelState, stateModel } from './state-model.ts';
import { straightLine } from './straight-line.ts';

interface ThetaState extends ModelState {
  level: number;
  alpha: number;
  /** Half the slope of the straight line through the history. */
  drift: number;
  /** Samples seen. */
  count: number;
  variance: number;
  /** One slot of 1 (or 0 where it is added) if there is no season. */
  season: Float64Array;
  /** The slot of the next sample. */
  slot: number;
  /** 1 where the season is a factor, 0 where it is added. */
  factor: number;
}

/**
 * The theta method (Assimakopoulos and Nikolopoulos, 2000): the mean of a straight line through the history and of a
 * smoothed line with twice its bends, which is simple exponential smoothing with half the line's slope as its drift
 * (Hyndman and Billah, 2003). A season that stands out of chance is taken off first by classical decomposition, and put
 * back: as a factor where all samples are above 0, else added.
 *
 * @throws ForecastFault `bad-option` unless the period is a day, a week, or a whole number of steps from 2
 */
export function theta({ period }: { readonly period?: SeasonOption } = {}): Model {
  checkSeason(period);
  return stateModel<ThetaState>({
    name: 'theta',
    blank: {
      nextAt: 0,
      stepSeconds: 0,
      level: 0,
      alpha: 0,
      drift: 0,
      count: 0,
      variance: 0,
      season: new Float64Array(1),
      slot: 0,
      factor: 0,
    },
    fit: (series) => fitTheta(series, seasonLength(series, period)),
    predict({ nextAt, stepSeconds, level, alpha, drift, count, variance, season, slot, factor }, horizon, levels) {
      const mean = new Float64Array(horizon);
      const deviation = new Float64Array(horizon);
      const lag = (1 - (1 - alpha) ** count) / alpha;
      for (let lead = 0; lead < horizon; lead++) {
        const inSeason = season[(slot + lead) % season.length] as number;
        const center = level + drift * (lead + lag);
        const spread = Math.sqrt(variance * (1 + lead * alpha * alpha));
        mean[lead] = factor ? center * inSeason : center + inSeason;
        deviation[lead] = factor ? spread * inSeason : spread;
      }
      return normalForecast({ startAt: nextAt, stepSeconds, mean, deviation }, levels);
    },
    step(state, value) {
      const { season, slot, factor } = state;
      const inSeason = season[slot] as number;
      state.slot = (slot + 1) % season.length;
      state.count++;
      if (!Number.isNaN(value))
        state.level += state.alpha * ((factor ? value / inSeason : value - inSeason) - state.level);
    },
    holds: ({ level, alpha, drift, count, variance, season, slot }) =>
      [level, drift, ...season].every(Number.isFinite) &&
      alpha > 0 &&
      alpha <= 1 &&
      count >= 1 &&
      variance >= 0 &&
      season[slot] !== undefined,
  });
}

/** A slot nearer to 0 is no factor: samples would be divided by it. */
const LEAST_FACTOR = 1e-4;

function fitTheta(series: Series, period: number): ThetaState {
  const filled = fillGaps(series.values, period);
  const seasonal = isSeasonal(filled, period);
  const shape = (factor: boolean) =>
    seasonal ? classicalSeason(filled, period, factor) : Float64Array.of(factor ? 1 : 0);
  const factors = filled.every((value) => value > 0) ? shape(true) : undefined;
  const factor = factors?.every((value) => value > LEAST_FACTOR) ?? false;
  const season = factor && factors ? factors : shape(false);
  const plain = series.values.map((value, index) => {
    const inSeason = season[index % season.length] as number;
    return factor ? value / inSeason : value - inSeason;
  });
  const { level, variance, parameters } = fitAdditive(plain, 'none');
  return {
    ...clockAfter(series),
    level,
    alpha: parameters[ALPHA] as number,
    drift: straightLine(plain).slope / 2,
    count: filled.length,
    variance,
    season,
    slot: filled.length % season.length,
    factor: factor ? 1 : 0,
  };
}
