import { ForecastFault } from './forecast-fault.ts';
import type { Model } from './model.ts';
import { fitMstl, holdsMstl, MSTL_BLANK, type MstlState, mstlForecast, stepMstl } from './mstl-state.ts';
import { stepsPerDay } from './series.ts';
import { stateModel } from './state-model.ts';

export interface MstlOptions {
  /** Steps in each season; a day and a week of the clock unless told. Those that do not fit twice are left out. */
  readonly periods?: readonly number[];
}

/**
 * Seasons by MSTL (Bandara, Hyndman and Bergmeir, 2021), each going on as in its last cycle, and what is left of the series
 * by smoothing with a damped trend. Outliers are taken off first. Bands are quantiles of what the smoothing would have
 * missed by at each lead, widened by what the seasons are unsure of. An update costs a few operations.
 */
export function mstl({ periods }: MstlOptions = {}): Model {
  for (const period of periods ?? [])
    if (!(Number.isInteger(period) && period >= 2)) throw new ForecastFault('bad-option', `period is ${period}`);
  return stateModel<MstlState>({
    name: 'mstl',
    blank: MSTL_BLANK,
    fit(series) {
      const day = stepsPerDay(series.stepSeconds);
      const asked = [...new Set(periods ?? [day, 7 * day])].sort((one, other) => one - other);
      return fitMstl(
        series,
        asked.filter((period) => period >= 2 && series.values.length >= 2 * period),
      );
    },
    predict: mstlForecast,
    step: stepMstl,
    holds: holdsMstl,
  });
}
