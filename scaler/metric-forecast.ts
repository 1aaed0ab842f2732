import type { Forecast } from '#forecast-lib';
import type { MetricForecast } from './metric-state.ts';

/**
 * A model's forecast as the planner and its records hold it.
 *
 * @param madeAt when the last sample was taken that the model saw, in epoch milliseconds
 */
export function metricForecast(forecast: Forecast, madeAt: number): MetricForecast {
  const { startAt, stepSeconds, mean, levels, quantiles } = forecast;
  return {
    madeAt,
    startAt,
    stepSeconds,
    mean: Array.from(mean),
    levels: [...levels],
    quantiles: quantiles.map((path) => Array.from(path)),
  };
}
