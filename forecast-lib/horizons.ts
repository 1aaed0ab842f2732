import type { Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';

/** What a forecast says up to a time ahead. */
export interface Horizon {
  readonly seconds: number;
  /** Steps up to it, at least one. */
  readonly steps: number;
  /** The mean at its end, and the highest until then. */
  readonly mean: number;
  readonly highest: number;
  /** For each level of the forecast, the quantile at its end, and the highest until then. */
  readonly quantiles: readonly number[];
  readonly highestQuantiles: readonly number[];
}

/** A quarter of an hour, an hour and a day, in seconds. */
export const USUAL_HORIZONS: readonly number[] = [900, 3_600, 86_400];

/** Steps up to the farthest of some times ahead: what to ask `predict` for. */
export function stepsTo(stepSeconds: number, horizons: readonly number[] = USUAL_HORIZONS): number {
  return Math.max(1, ...horizons.map((seconds) => Math.floor(seconds / stepSeconds)));
}

/**
 * Reads several times ahead from one forecast.
 *
 * @param horizons seconds ahead; one shorter than a step counts as one step
 * @throws ForecastFault `bad-horizon` if the forecast does not go that far
 */
export function readHorizons(forecast: Forecast, horizons: readonly number[] = USUAL_HORIZONS): Horizon[] {
  return horizons.map((seconds) => {
    const steps = Math.max(1, Math.floor(seconds / forecast.stepSeconds));
    if (!(steps <= forecast.mean.length))
      throw new ForecastFault('bad-horizon', `${seconds} s, the forecast has ${forecast.mean.length} steps`);
    return {
      seconds,
      steps,
      mean: forecast.mean[steps - 1] as number,
      highest: highest(forecast.mean, steps),
      quantiles: forecast.quantiles.map((row) => row[steps - 1] as number),
      highestQuantiles: forecast.quantiles.map((row) => highest(row, steps)),
    };
  });
}

function highest(row: Float64Array, steps: number): number {
  return row.subarray(0, steps).reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
