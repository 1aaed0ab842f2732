import { checkLevels, DEFAULT_LEVELS, type Forecast } from './forecast.ts';
import { normalQuantile } from './normal-quantile.ts';

/** What a model with normal errors knows of the leads to come. */
export interface NormalLeads {
  /** When the first lead is, in epoch milliseconds. */
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly mean: Float64Array;
  /** Standard deviation of each lead. */
  readonly deviation: Float64Array;
}

/**
 * The forecast of a model whose errors are normal.
 *
 * @throws ForecastFault `bad-level`
 */
export function normalForecast(leads: NormalLeads, levels: readonly number[] = DEFAULT_LEVELS): Forecast {
  const { startAt, stepSeconds, mean, deviation } = leads;
  const rising = checkLevels(levels);
  const quantiles = rising.map((level) => {
    const width = normalQuantile(level);
    return mean.map((center, lead) => center + width * (deviation[lead] ?? 0));
  });
  return { startAt, stepSeconds, mean, levels: rising, quantiles };
}
