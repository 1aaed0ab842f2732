import { classicalSeason } from './classical-season.ts';
import { admissibleForms, type EtsCode, type EtsForms, etsForms } from './ets-forms.ts';
import { fillGaps } from './gap-fill.ts';
import type { Model } from './model.ts';
import { checkSeason, type SeasonOption, seasonLength } from './season-length.ts';
import { isSeasonal } from './season-test.ts';
import type { Series } from './series.ts';
import type { SmoothingForm } from './smoothing-filter.ts';
import { fitAdditive, fitSmoothing, isSteady, type SmoothingFit } from './smoothing-fit.ts';
import { smoothingModel } from './smoothing-model.ts';
import { smoothingState } from './smoothing-state.ts';

export interface EtsOptions {
  /** Error, trend and season: N none, A additive, M multiplicative, Z whichever fits best. `ZZZ` unless told. */
  readonly model?: EtsCode;
  /** Whether a trend fades; both are tried unless told. */
  readonly damped?: boolean;
  /** A day unless told. */
  readonly period?: SeasonOption;
}

/** The longest season whose states are estimated one by one unless a period is told, as in R's forecast. */
const LONGEST = 24;

/**
 * Exponential smoothing as a state space model (Hyndman, Koehler, Ord and Snyder, 2008): each admissible form is fitted
 * by maximum likelihood, and the corrected criterion of Akaike takes one of them.
 *
 * A season of more than 24 steps would be more states than most histories can tell. Unless the period is told, such a
 * season is taken off first, if the series has one, by classical decomposition, and put back as it was; the rest has a
 * form without a season. A told period is a season of states, however long.
 *
 * Unlike R, it never takes a form whose relative errors have a variance of 0.25 or more, even if its criterion is the
 * least: its bands would end nowhere. The lynx series is one where that decides.
 *
 * @throws ForecastFault `bad-option` for a code or a period that cannot be
 */
export function ets({ model = 'ZZZ', damped, period }: EtsOptions = {}): Model {
  const forms = etsForms(model, damped);
  checkSeason(period);
  return smoothingModel('ets', (series) => {
    const length = forms.seasons.some((season) => season !== 'none') ? seasonLength(series, period) : 0;
    if (period === undefined && length > LONGEST) return fitWithShape(series, forms, length);
    return smoothingState(series, selectEts(series.values, forms, length));
  });
}

function fitWithShape(series: Series, forms: EtsForms, length: number) {
  const filled = fillGaps(series.values, length);
  const rest = { ...forms, seasons: ['none' as const] };
  if (!isSeasonal(filled, length)) return smoothingState(series, selectEts(series.values, rest, 0));
  const shape = classicalSeason(filled, length, false, true);
  const values = series.values.map((value, index) => value - (shape[index % length] as number));
  return smoothingState(series, selectEts(values, rest, 0), shape);
}

/** Samples, and seasons, of the end of a long series that the form is chosen by. */
const CHOSEN_BY = 2_000;
const CHOSEN_BY_SEASONS = 4;

/**
 * The form with the least criterion, the first of equals. It is chosen by the last 2,000 samples (or four seasons) of a
 * longer series, and then fitted to all.
 *
 * @param period steps in a season, 0 for none
 */
export function selectEts(values: Float64Array, forms: EtsForms, period: number): SmoothingFit {
  const positive = values.every((value) => !(value <= 0));
  const tried = [...admissibleForms(forms, positive, period)];
  const end = values.subarray(-Math.max(CHOSEN_BY, CHOSEN_BY_SEASONS * period));
  const known = end.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
  const whole = end.length === values.length || known < end.length / 2;
  const best = bestOf(whole ? values : end, tried, period);
  const fit = whole || best === undefined ? best : bestOf(values, [best.form], period);
  return fit ?? fitAdditive(values, 'none');
}

function bestOf(values: Float64Array, forms: readonly SmoothingForm[], period: number): SmoothingFit | undefined {
  let best: SmoothingFit | undefined;
  for (const form of forms) {
    const fit = fitSmoothing(values, form, form.season === 'none' ? 1 : period);
    if (fit && isSteady(fit) && (best === undefined || fit.aicc < best.aicc)) best = fit;
  }
  return best;
}
