import type { Forecast, Model, Series } from '#forecast-lib';

/** Who is measured: a model of the library, or answers that were made elsewhere. */
export interface Forecaster {
  readonly name: string;
  /**
   * @param history what was before the origin
   * @param origin the how many-th origin of the series, from 0
   * @throws when it could not
   */
  forecast(history: Series, origin: number, ask: Ask): TimedForecast;
}

export interface Ask {
  /** Steps ahead. */
  readonly horizon: number;
  /** Of the quantiles, rising. */
  readonly levels: readonly number[];
}

export interface TimedForecast {
  readonly forecast: Forecast;
  /** Milliseconds of the fit with its forecast; NaN where nobody measured them. */
  readonly ms: number;
}

/** A model of the library. The forecast is timed with the fit: some models put work off until they are asked. */
export function forecasterOf(model: Model): Forecaster {
  return {
    name: model.name,
    forecast(history, _origin, { horizon, levels }) {
      const start = performance.now();
      const forecast = model.fit(history).predict(horizon, levels);
      return { forecast, ms: performance.now() - start };
    },
  };
}
