import { type EnsembleOptions, ensembleModel } from './ensemble-model.ts';
import type { Model } from './model.ts';

/**
 * Direct ridge regression over last values, means of hours to weeks and profiles, one for each group of leads, in the
 * series' own space and, where it never is below 0, in logarithms; the two are weighed by what they missed lately. It is
 * the `ensemble` without the members that need no fit, and costs as much.
 *
 * @throws ForecastFault `bad-option`
 */
export function directRidge(options: EnsembleOptions = {}): Model {
  return ensembleModel('direct-ridge', [], options);
}
