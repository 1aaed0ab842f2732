import { ForecastFault } from './forecast-fault.ts';

/** What will be, as far as a model can say: one number and a few quantiles for each step to come. */
export interface Forecast {
  /** When the first lead is, in epoch milliseconds. */
  readonly startAt: number;
  readonly stepSeconds: number;
  /** The expected value of each lead; the first is one step after the last sample. */
  readonly mean: Float64Array;
  /** Levels of the quantiles, above 0 and below 1, rising. */
  readonly levels: readonly number[];
  /** For each level, the value of each lead that is exceeded with a chance of one minus the level. They never cross. */
  readonly quantiles: readonly Float64Array[];
  /**
   * How much of what the series does is known, from 0 (nothing) to 1 (all), where a model can say: one less the width of
   * the band from 0.1 to 0.9 in that of the history, as the mean over the leads.
   */
  readonly confidence?: number;
}

/** The levels that are told unless others are asked for. */
export const DEFAULT_LEVELS: readonly number[] = [0.05, 0.1, 0.5, 0.9, 0.95];

const LONGEST = 100_000;

/** @throws ForecastFault `bad-horizon` unless it is a whole number of steps from 1 to 100,000 */
export function checkHorizon(horizon: number): number {
  if (!(Number.isInteger(horizon) && horizon >= 1 && horizon <= LONGEST))
    throw new ForecastFault('bad-horizon', `${horizon}`);
  return horizon;
}

/**
 * The levels, rising and each once.
 *
 * @throws ForecastFault `bad-level` unless each is above 0 and below 1
 * @example
 * checkLevels([0.9, 0.5, 0.9]) // => [0.5, 0.9]
 */
export function checkLevels(levels: readonly number[]): number[] {
  for (const level of levels) {
    if (!(level > 0 && level < 1)) throw new ForecastFault('bad-level', `${level}`);
  }
  return [...new Set(levels)].sort((one, other) => one - other);
}

/**
 * One quantile of a forecast.
 *
 * @throws ForecastFault `bad-level` if the forecast was not asked for that level
 */
export function quantileOf(forecast: Forecast, level: number): Float64Array {
  const found = forecast.quantiles[forecast.levels.indexOf(level)];
  if (found === undefined) throw new ForecastFault('bad-level', `${level} is not among ${forecast.levels.join(', ')}`);
  return found;
}
