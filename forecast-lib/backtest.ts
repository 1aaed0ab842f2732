import { seasonalScale } from './accuracy.ts';
import { checkHorizon, type Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Model } from './model.ts';
import { type Series, stepsPerDay, timeAt } from './series.ts';

/** How a model is tried on the past. */
export interface BacktestOptions {
  /** Steps to forecast from each origin. */
  readonly horizon: number;
  /** How many origins, 8 unless told; fewer where the series is too short for them. */
  readonly origins?: number;
  /** Steps between two origins: 27 hours unless told, so that origins meet every hour of the day. */
  readonly spacing?: number;
  /** The most samples that the model sees: 28 days, 56 where a step is longer than ten minutes, all where it is a day. */
  readonly longestHistory?: number;
  /** The fewest samples before an origin: two days, or half of what there is where that is less. */
  readonly shortestHistory?: number;
  /** Levels of the quantiles. */
  readonly levels?: readonly number[];
}

/** One origin: what was forecast there, and what then happened. It is also an Outcome. */
export interface Fold {
  /** From 0, oldest first. */
  readonly index: number;
  /** How many folds there are. */
  readonly of: number;
  /** Index of the first sample that the model did not see. */
  readonly origin: number;
  readonly forecast: Forecast;
  /** What happened, NaN where it is missing. */
  readonly actual: Float64Array;
  /** What MASE divides by: `seasonalScale` over a day of the history, over one step where two days do not fit. */
  readonly scale: number;
}

/**
 * Forecasts from rolling origins (Tashman 2000), oldest first: at each the model is fitted anew on a copy of what was
 * before it, so it cannot look ahead. Lazy: one fit for each fold taken; the last origin is a horizon before the end.
 *
 * @throws ForecastFault `too-short` if no origin has history before and a horizon after it, or by the model's fit;
 *   `bad-horizon`, `bad-level`; `bad-option` unless the other options are whole numbers of at least 1
 */
export function* backtest(series: Series, model: Model, options: BacktestOptions): Generator<Fold, void, undefined> {
  const { horizon, levels } = options;
  const longest = wholeNumber('longestHistory', options.longestHistory ?? longestHistory(series.stepSeconds));
  const origins = rollingOrigins(series, options, longest);
  for (const [index, origin] of origins.entries()) {
    const from = Math.max(0, origin - longest);
    const history: Series = {
      values: series.values.slice(from, origin),
      stepSeconds: series.stepSeconds,
      startAt: timeAt(series, from),
    };
    const day = stepsPerDay(series.stepSeconds);
    const scale = seasonalScale(history.values, 2 * day <= history.values.length ? day : 1);
    const forecast = model.fit(history).predict(horizon, levels);
    const actual = series.values.slice(origin, origin + horizon);
    yield { index, of: origins.length, origin, forecast, actual, scale };
  }
}

/** Index of the first unseen sample of each fold, rising; each has a number in the history that its model sees. */
function rollingOrigins(series: Series, options: BacktestOptions, longest: number): number[] {
  const { values, stepSeconds } = series;
  const last = values.length - checkHorizon(options.horizon);
  const twoDays = Math.ceil((2 * DAY_SECONDS) / stepSeconds);
  const shortest = wholeNumber(
    'shortestHistory',
    options.shortestHistory ?? Math.max(1, Math.min(twoDays, Math.floor(last / 2))),
  );
  const spacing = wholeNumber('spacing', options.spacing ?? Math.max(1, Math.round((27 * 3_600) / stepSeconds)));
  const wanted = wholeNumber('origins', options.origins ?? 8);
  const origins: number[] = [];
  for (let origin = last; origin >= shortest && origins.length < wanted; origin -= spacing) {
    const seen = values.subarray(Math.max(0, origin - longest), origin);
    if (seen.some((value) => !Number.isNaN(value))) origins.unshift(origin);
  }
  if (origins.length === 0)
    throw new ForecastFault('too-short', `${values.length} samples, ${shortest} + ${options.horizon} needed`);
  return origins;
}

const DAY_SECONDS = 86_400;

function longestHistory(stepSeconds: number): number {
  if (stepsPerDay(stepSeconds) === 0) return Number.MAX_SAFE_INTEGER;
  return ((stepSeconds > 600 ? 56 : 28) * DAY_SECONDS) / stepSeconds;
}

function wholeNumber(name: string, value: number): number {
  if (!(Number.isInteger(value) && value >= 1))
    throw new ForecastFault('bad-option', `${name} ${value}, must be a whole number of at least 1`);
  return value;
}
