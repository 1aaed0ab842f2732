import type { Forecast } from './forecast.ts';
import type { Series } from './series.ts';

/**
 * A way to forecast. It is a value: the same series gives the same Fitted, to the bit, on every machine.
 *
 * - MUST take missing samples, constants, outliers and a single point: with a sane forecast, or with `too-short`.
 * - MUST NOT look at a clock or at randomness without a seed, and MUST NOT change the series.
 * - MUST end within a time that grows no faster than the history, for orders and periods that stay the same.
 */
export interface Model {
  /** Its name on command lines and in what a Fitted saves: kebab-case. */
  readonly name: string;
  /** @throws ForecastFault `too-short`; `bad-value` for a number beyond 1e100, which has no square */
  fit(series: Series): Fitted;
  /**
   * Goes on with what a Fitted of this model saved, perhaps elsewhere.
   *
   * @throws ForecastFault `bad-saved`
   */
  restore(saved: SavedFitted): Fitted;
}

/**
 * A model that has seen a series.
 *
 * - `predict` MUST give finite numbers, a mean and quantiles that do not cross, and MUST NOT change the Fitted.
 * - After `save`, JSON there and back, and `restore`, it MUST predict and update as if nothing had been.
 */
export interface Fitted {
  readonly model: string;
  /**
   * @param horizon steps ahead, from 1
   * @param levels of the quantiles; DEFAULT_LEVELS unless told
   * @throws ForecastFault `bad-horizon`, `bad-level`
   */
  predict(horizon: number, levels?: readonly number[]): Forecast;
  /** Takes the next sample, NaN if it is missing, and is one step further. Absent where a model must be fitted again. */
  update?(value: number): void;
  save(): SavedFitted;
}

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A Fitted as JSON. `state` is the model's own; a model refuses a version it does not know. */
export interface SavedFitted {
  readonly model: string;
  readonly version: number;
  readonly state: Json;
}
