import { ForecastFault } from './forecast-fault.ts';
import { type BoostingSettings, fitBoosting } from './gradient-boosting-fit.ts';
import { GRADIENT_BOOSTING, restoreBoosting } from './gradient-boosting-saved.ts';
import { type BoostingFitted, boostingFitted } from './gradient-boosting-state.ts';
import type { Model, SavedFitted } from './model.ts';
import type { Series } from './series.ts';

/** How gradient boosting learns; all that is left out has a default that suits loads at steps of minutes to hours. */
export interface GradientBoostingOptions {
  /** Most trees for each group of leads, from 0 (the straight-line start alone) to 1000; fewer where more do not help. */
  readonly trees?: number;
  /** Splits from the root to a leaf, from 1 to 8. */
  readonly depth?: number;
  /** How much of what is missing a tree takes away, above 0 and up to 1. */
  readonly learningRate?: number;
  /** Rows each group of leads learns from, from 100 to 100,000: time and memory grow with it, not with the series. */
  readonly rows?: number;
  /** Most bins of a feature, from 2 to 62. */
  readonly bins?: number;
  /** The same seed gives the same trees. */
  readonly seed?: number;
  /** Steps in a season, 0 for none; a day unless told. Left aside where it does not fit twice into the series. */
  readonly period?: number;
}

/** The model with more to tell than others. */
export interface GradientBoosting extends Model {
  fit(series: Series): BoostingFitted;
  restore(saved: SavedFitted): BoostingFitted;
}

/**
 * Gradient-boosted regression trees (Friedman 2001, 2002) on histograms (LightGBM, Ke et al. 2017), for groups of leads
 * with the lead among the features. Each group starts from a ridge regression and mends it by trees; both learn with
 * Huber's loss from a bounded number of rows, newer ones weighing more, with level and scale of each origin taken off.
 * Beyond a season it goes on from its own forecasts. The newest quarter of the series is held back once: to choose the
 * number of trees, and for the bands; then all is learnt. A fit of 8,064 samples takes some 0.2 s and 5 MB.
 *
 * @throws ForecastFault `bad-option`; its `fit` throws `too-short` below 24 samples
 */
export function gradientBoosting(options: GradientBoostingOptions = {}): GradientBoosting {
  const settings: BoostingSettings = {
    trees: whole('trees', options.trees ?? 60, 0, 1000),
    depth: whole('depth', options.depth ?? 4, 1, 8),
    rows: whole('rows', options.rows ?? 1500, 100, 100_000),
    bins: whole('bins', options.bins ?? 40, 2, 62),
    seed: whole('seed', options.seed ?? 1, 0, 2 ** 32 - 1),
    period: options.period === undefined ? undefined : whole('period', options.period, 0, 1e6),
    learningRate: options.learningRate ?? 0.1,
  };
  if (!(settings.learningRate > 0 && settings.learningRate <= 1))
    throw new ForecastFault('bad-option', `learningRate is ${settings.learningRate}, must be above 0 and up to 1`);
  return {
    name: GRADIENT_BOOSTING,
    fit: (series) => boostingFitted(fitBoosting(series, settings)),
    restore: (saved) => boostingFitted(restoreBoosting(saved)),
  };
}

function whole(name: string, value: number, low: number, high: number): number {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    throw new ForecastFault('bad-option', `${name} is ${value}, must be a whole number from ${low} to ${high}`);
  return value;
}
