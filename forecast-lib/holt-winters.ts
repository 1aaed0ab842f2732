import { ForecastFault } from './forecast-fault.ts';
import type { Model } from './model.ts';
import { checkSeason, type SeasonOption, seasonLength } from './season-length.ts';
import { fitAdditive, fitSmoothing, isSteady } from './smoothing-fit.ts';
import { smoothingModel } from './smoothing-model.ts';
import { smoothingState } from './smoothing-state.ts';

export interface HoltWintersOptions {
  /** Whether the season is added to the level, or is a share of it. */
  readonly seasonal?: 'additive' | 'multiplicative';
  readonly damped?: boolean;
  readonly period?: SeasonOption;
}

/**
 * The method of Holt and Winters: a level, a slope and a season that follow the samples (Winters, 1960; as ETS(A,A,A)
 * and ETS(M,A,M) of HKOS 2008, fitted by least squares). It needs two seasons. A multiplicative season is taken as an
 * additive one where a sample is not above 0, or where the relative errors are too large for bands.
 *
 * Its name is `holt-winters`, with `-multiplicative` and `-damped` after it where it is.
 *
 * @throws ForecastFault `bad-option` unless the period is a day, a week, or a whole number of steps from 2
 */
export function holtWinters({ seasonal = 'additive', damped = false, period }: HoltWintersOptions = {}): Model {
  checkSeason(period);
  const trend = damped ? 'damped' : 'linear';
  const name = `holt-winters${seasonal === 'multiplicative' ? '-multiplicative' : ''}${damped ? '-damped' : ''}`;
  return smoothingModel(name, (series) => {
    const length = seasonLength(series, period);
    if (length === 0) throw new ForecastFault('too-short', `${series.values.length} samples are not two seasons`);
    const shares =
      seasonal === 'multiplicative' && series.values.every((value) => !(value <= 0))
        ? fitSmoothing(series.values, { relative: true, trend, season: seasonal }, length, true)
        : undefined;
    const fit = shares && isSteady(shares) ? shares : fitAdditive(series.values, trend, length);
    return smoothingState(series, fit);
  });
}
