import { ensemble, type Fitted, type Forecast, type Model, parseSeries } from '#forecast-lib';
import { BANDS } from './analytics.ts';

/** Forecasts are made from means of five minutes: fine enough for a quarter of an hour ahead, and a fifth of the cost. */
export const PACE_SECONDS = 300;
export const PACE_MS = PACE_SECONDS * 1000;
/** So much of the past is learnt from: a week, and a day so that last week's same time is within it. */
export const LEARNT_MS = 8 * 86_400_000;
const AHEAD = 86_400 / PACE_SECONDS;
/** A model takes in what is new; after an hour it is fitted anew. */
const UPDATES = 12;
/** Below an hour of samples nothing is said. */
const FEWEST = 12;

/** Means of five minutes, at even times. */
export interface Past {
  /** The end of the first five minutes. */
  readonly startAt: number;
  readonly values: readonly (number | null)[];
}

/** A forecaster of one metric that remembers its model, so that a new sample costs a fraction of a fit. */
export class AnalyticsForecaster {
  readonly #model: Model = ensemble({ period: 86_400 / PACE_SECONDS, reach: AHEAD });
  #fitted: Fitted | undefined;
  #lastAt = 0;
  #updates = 0;

  /** The next 24 hours in steps of five minutes; undefined where too little is known. Never below 0. */
  forecast({ startAt, values }: Past): Forecast | undefined {
    const lastAt = startAt + (values.length - 1) * PACE_MS;
    if (values.filter((value) => value !== null).length < FEWEST) return undefined;
    const missing = (lastAt - this.#lastAt) / PACE_MS;
    if (this.#fitted?.update && missing >= 0 && this.#updates + missing <= UPDATES) {
      for (let index = values.length - missing; index < values.length; index++) {
        this.#fitted.update(values[index] ?? Number.NaN);
        this.#updates++;
      }
    } else {
      this.#fitted = this.#model.fit(parseSeries({ values, stepSeconds: PACE_SECONDS, startAt }));
      this.#updates = 0;
    }
    this.#lastAt = lastAt;
    return this.#fitted.predict(AHEAD, Object.values(BANDS));
  }
}
