import { ForecastFault } from './forecast-fault.ts';
import type { Fitted, Model } from './model.ts';
import { openWrapped, saveWrapped, updating } from './model-wrapper.ts';
import { cleanOutliers } from './outliers.ts';
import { stepsPerDay } from './series.ts';

/** A new sample this many times the largest one that was believed is missing: a step of a rollout is no such thing. */
const MOST_TIMES = 1_000;

/**
 * A model that is fitted to the series without its outliers (cleanOutliers, with a day as the season): for models that
 * take every sample as it is, as their sources say. Of the samples that come later only those beyond 1,000 times the
 * largest known one are kept from it, as missing. Costs the cleaning, which is linear.
 */
export function withoutOutliers(model: Model): Model {
  const name = `${model.name}-clean`;
  const wrap = (inner: Fitted, largestSeen: number): Fitted => {
    let largest = largestSeen;
    return {
      model: name,
      predict: (horizon, levels) => inner.predict(horizon, levels),
      ...updating(inner, (value) => {
        const size = Math.abs(value);
        if (largest > 0 && size > MOST_TIMES * largest) return Number.NaN;
        if (size > largest) largest = size;
        return value;
      }),
      save: () => saveWrapped(name, inner, { largest }),
    };
  };
  return {
    name,
    fit(series) {
      const { values } = cleanOutliers(series.values, stepsPerDay(series.stepSeconds));
      const largest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
      return wrap(model.fit({ ...series, values }), largest);
    },
    restore(saved) {
      const { state, inner } = openWrapped(name, saved);
      if (!(typeof state.largest === 'number' && state.largest >= 0)) throw new ForecastFault('bad-saved', 'largest');
      return wrap(model.restore(inner), state.largest);
    },
  };
}
