import { ForecastFault } from './forecast-fault.ts';
import { type Series, stepsPerDay } from './series.ts';

/** How long a season is: a day, a week, or a whole number of steps from 2. */
export type SeasonOption = 'day' | 'week' | number;

/**
 * Steps in a season; 0 where the step does not divide a day, or where what was not asked for does not fit.
 *
 * @param asked the day unless told
 * @param seasons how many must fit into the history
 * @throws ForecastFault `bad-option`; `too-short` if what was asked for does not fit
 * @example
 * seasonLength({ values: new Float64Array(48), stepSeconds: 3600, startAt: 0 }) // => 24
 */
export function seasonLength({ values, stepSeconds }: Series, asked?: SeasonOption, seasons = 2): number {
  const steps = typeof asked === 'number' ? asked : stepsPerDay(stepSeconds) * (asked === 'week' ? 7 : 1);
  if (typeof asked === 'number') checkSeason(asked);
  if (steps * seasons <= values.length) return steps;
  if (asked === undefined) return 0;
  throw new ForecastFault('too-short', `${values.length} samples, ${steps * seasons} are needed`);
}

/** @throws ForecastFault `bad-option` unless it is a day, a week or a whole number of steps from 2 */
export function checkSeason(asked: SeasonOption | undefined): void {
  if (typeof asked === 'number' && !(Number.isInteger(asked) && asked >= 2))
    throw new ForecastFault('bad-option', `a period of ${asked} steps`);
}
