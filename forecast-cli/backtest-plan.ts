import { type Model, type Series, stepsPerDay } from '#forecast-lib';
import { MODELS, modelNamed } from '#forecast-lib/models';
import type { Horizon } from './backtest-options.ts';
import { CliFault } from './cli-fault.ts';

const USUAL = ['ensemble', 'weekly-naive', 'last-value'];
const DAY_SECONDS = 86_400;

/**
 * What all others are measured against: yesterday, or the last value where steps do not divide a day.
 *
 * @example
 * referenceName(300) // => 'seasonal-naive'
 * referenceName(86_400) // => 'last-value'
 */
export function referenceName(stepSeconds: number): string {
  return stepsPerDay(stepSeconds) > 0 ? 'seasonal-naive' : 'last-value';
}

/**
 * The models to try, the reference first.
 *
 * @param names none for the usual ones
 * @throws ForecastFault `unknown-model`
 */
export function planModels(names: readonly string[], stepSeconds: number): Model[] {
  const seasonal = stepsPerDay(stepSeconds) > 0;
  const usual = USUAL.filter((name) => name in MODELS && (seasonal || name !== 'weekly-naive'));
  const wanted = names.length > 0 ? names : usual;
  return [...new Set([referenceName(stepSeconds), ...wanted])].map((name) => modelNamed(name));
}

/**
 * How many steps ahead: a day unless told, 14 steps where a step is a day or more.
 *
 * @throws CliFault `bad-arguments` when the horizon is no whole number of steps
 * @example
 * planHorizon({ seconds: 3_600 }, 300) // => 12
 * planHorizon(undefined, 86_400) // => 14
 */
export function planHorizon(horizon: Horizon | undefined, stepSeconds: number): number {
  if (horizon === undefined) return stepSeconds < DAY_SECONDS ? Math.round(DAY_SECONDS / stepSeconds) : 14;
  const steps = 'steps' in horizon ? horizon.steps : horizon.seconds / stepSeconds;
  if (Number.isInteger(steps) && steps >= 1) return steps;
  throw new CliFault('bad-arguments', `--horizon is no whole number of steps of ${stepSeconds} s`);
}

/** Samples of a series that are missing. */
export function countMissing(series: Series): number {
  return series.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
}
