import type { Model } from './model.ts';
import { fitAdditive } from './smoothing-fit.ts';
import { smoothingModel } from './smoothing-model.ts';
import { smoothingState } from './smoothing-state.ts';

/**
 * Holt's method: a level and a slope that follow the samples (Holt, 1957; as ETS(A,A,N) of HKOS 2008). A damped slope
 * fades with the lead (Gardner and McKenzie, 1985), which is safer far ahead.
 *
 * Its name is `holt`, and `holt-damped` where it is damped.
 */
export function holt({ damped = false }: { readonly damped?: boolean } = {}): Model {
  return smoothingModel(damped ? 'holt-damped' : 'holt', (series) =>
    smoothingState(series, fitAdditive(series.values, damped ? 'damped' : 'linear')),
  );
}
