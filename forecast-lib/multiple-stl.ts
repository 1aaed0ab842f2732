import { ForecastFault } from './forecast-fault.ts';
import { stl } from './stl.ts';

export interface MultipleStlOptions {
  /** Steps in each season, at least 2; each fits twice into the series. */
  readonly periods: readonly number[];
  /** Seasons that shape one season, odd, for each period from the shortest; 11, 15, 19 and so on unless told. */
  readonly seasonalWindows?: readonly number[];
  /** Rounds in which each season is found again without the others; 2 unless told, 1 for one season. */
  readonly rounds?: number;
  readonly robust?: boolean;
}

/** A series as a sum of a trend, one season for each period from the shortest, and what remains. */
export interface MultipleDecomposition {
  readonly periods: readonly number[];
  readonly seasonal: readonly Float64Array[];
  readonly trend: Float64Array;
  readonly remainder: Float64Array;
}

/**
 * Takes a series with several seasons apart (MSTL: Bandara, Hyndman and Bergmeir, 2021): an STL for each season, from the
 * shortest, of the series without the other seasons, in rounds. Cost: that of an STL for each season and round.
 *
 * @param values without NaN: fill gaps first
 * @throws ForecastFault `bad-option`, `too-short`
 */
export function multipleStl(values: Float64Array, options: MultipleStlOptions): MultipleDecomposition {
  const periods = [...new Set(options.periods)].sort((one, other) => one - other);
  if (periods.length === 0) throw new ForecastFault('bad-option', 'no periods');
  const { seasonalWindows = [], rounds = periods.length > 1 ? 2 : 1, robust = false } = options;
  const seasonal = periods.map(() => new Float64Array(values.length));
  const adjusted = Float64Array.from(values);
  let trend = adjusted;
  for (let round = 0; round < rounds; round++) {
    periods.forEach((period, at) => {
      const own = seasonal[at] as Float64Array;
      for (let index = 0; index < adjusted.length; index++)
        adjusted[index] = (adjusted[index] as number) + (own[index] as number);
      const parts = stl(adjusted, { period, seasonalWindow: seasonalWindows[at] ?? 11 + 4 * at, robust });
      own.set(parts.seasonal);
      trend = parts.trend as Float64Array<ArrayBuffer>;
      for (let index = 0; index < adjusted.length; index++)
        adjusted[index] = (adjusted[index] as number) - (own[index] as number);
    });
  }
  const remainder = adjusted.map((value, index) => value - (trend[index] as number));
  return { periods, seasonal, trend, remainder };
}
