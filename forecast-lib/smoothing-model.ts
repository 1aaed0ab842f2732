import type { Model } from './model.ts';
import type { Series } from './series.ts';
import { smoothingForecast } from './smoothing-leads.ts';
import { BLANK, holdsSmoothing, type SmoothingState, stepSmoothing } from './smoothing-state.ts';
import { stateModel } from './state-model.ts';

/** A Model of the exponential smoothing family, by the way it is fitted. */
export function smoothingModel(name: string, fit: (series: Series) => SmoothingState): Model {
  return stateModel<SmoothingState>({
    name,
    blank: BLANK,
    fit,
    predict: smoothingForecast,
    step: stepSmoothing,
    holds: holdsSmoothing,
  });
}
