import { checkHorizon, checkLevels, DEFAULT_LEVELS } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import { fitGru, type GruSettings } from './gru-fit.ts';
import { type GruState, gruForecast } from './gru-forecast.ts';
import { GRU, restoreGru, saveGru } from './gru-saved.ts';
import type { Fitted, Model } from './model.ts';

/** How the unit learns; all that is left out has a default that suits loads at steps of minutes to hours. */
export interface GruOptions {
  /** Hidden units, from 1 to 128; cost grows with their square. */
  readonly hidden?: number;
  /** Most times it goes through its lessons, from 0 (the straight line alone) to 1000. */
  readonly epochs?: number;
  /** Most sequences it goes through in all, from 0 to a million: a bound of its time that is the same on each machine. */
  readonly budget?: number;
  /** Adam's rate, above 0 and up to 0.1. */
  readonly learningRate?: number;
  /** The same seed gives the same weights. */
  readonly seed?: number;
  /** Steps in a season, 0 for none; a day unless told. Left aside where it does not fit twice into the series. */
  readonly period?: number;
}

/**
 * A small gated recurrent unit (Cho et al. 2014), trained by back-propagation through time and Adam (Kingma and Ba 2015)
 * with a fixed number of steps. As in Smyl's hybrid (2020), a simple model does the seasons and the network the rest: a
 * ridge regression forecasts each group of leads from lags and same times; the network sees the last day in hours and
 * the newest samples, and says at 16 leads what the straight line misses, with a line between them. How much of that is
 * believed, and the bands, are measured on the newest quarter of the series, before that is learnt too. Beyond a season it
 * goes on from its own forecasts.
 *
 * @throws ForecastFault `bad-option`; its `fit` throws `too-short` below 24 samples
 */
export function gru(options: GruOptions = {}): Model {
  const settings: GruSettings = {
    hidden: whole('hidden', options.hidden ?? 12, 1, 128),
    epochs: whole('epochs', options.epochs ?? 6, 0, 1000),
    budget: whole('budget', options.budget ?? 3000, 0, 1e6),
    seed: whole('seed', options.seed ?? 1, 0, 2 ** 32 - 1),
    period: options.period === undefined ? undefined : whole('period', options.period, 0, 1e6),
    rate: options.learningRate ?? 0.01,
  };
  if (!(settings.rate > 0 && settings.rate <= 0.1))
    throw new ForecastFault('bad-option', `learningRate is ${settings.rate}, must be above 0 and up to 0.1`);
  return {
    name: GRU,
    fit: (series) => gruFitted(fitGru(series, settings)),
    restore: (saved) => gruFitted(restoreGru(saved)),
  };
}

function gruFitted(state: GruState): Fitted {
  return {
    model: GRU,
    predict: (horizon, levels = DEFAULT_LEVELS) => gruForecast(state, checkHorizon(horizon), checkLevels(levels)),
    update: (value) => state.clean.push(value),
    save: () => saveGru(state),
  };
}

function whole(name: string, value: number, low: number, high: number): number {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    throw new ForecastFault('bad-option', `${name} is ${value}, must be a whole number from ${low} to ${high}`);
  return value;
}
