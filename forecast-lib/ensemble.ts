import { NAIVE_MEMBERS } from './ensemble-members.ts';
import { type EnsembleOptions, ensembleModel } from './ensemble-model.ts';
import type { Model } from './model.ts';

/**
 * The default forecaster, for loads by the minute to the hour. For each group of leads (the groups get wider as leads
 * get longer) it learns two ridge regressions over last values, means and profiles, one in logarithms where the series
 * never is below 0, and blends them with nine rules that need no fit, such as the last value, yesterday, last week and
 * medians of days of a kind. Weights are a high power of how little each missed lately, on past origins that were held
 * back, so a group where nothing beats the last value is the last value. Bands are conformal: quantiles of what the
 * blend missed, in widths that go with the level, the time of day and how far the members differ; each new sample moves
 * them. Its `mean` is the median of what is expected: large rare bursts do not pull it up.
 *
 * A fit looks at a bounded number of past origins, so it costs tens of milliseconds for any history; a forecast of 288
 * leads takes tenths of a millisecond. Below 30 samples, and for a constant, it is the last value.
 *
 * @throws ForecastFault `bad-option`
 */
export function ensemble(options: EnsembleOptions = {}): Model {
  return ensembleModel('ensemble', NAIVE_MEMBERS, options);
}
