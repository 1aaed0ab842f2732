import type { Model } from './model.ts';
import { fitAdditive } from './smoothing-fit.ts';
import { smoothingModel } from './smoothing-model.ts';
import { smoothingState } from './smoothing-state.ts';

/**
 * Simple exponential smoothing: a level that follows the samples, and nothing else (Brown, 1959; as the state space form
 * ETS(A,N,N) of HKOS 2008). The level at the start and alpha are found by maximum likelihood.
 */
export function simpleSmoothing(): Model {
  return smoothingModel('ses', (series) => smoothingState(series, fitAdditive(series.values, 'none')));
}
