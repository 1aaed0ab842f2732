import type { Forecast } from './forecast.ts';
import { fillGaps } from './gap-fill.ts';
import { doublingLeads } from './lead-place.ts';
import { leadMisses } from './lead-residuals.ts';
import { multipleStl } from './multiple-stl.ts';
import { cleanOutliers } from './outliers.ts';
import { centred, normalGrid, RESIDUAL_LEVELS, residualGrid } from './residual-grid.ts';
import type { Series } from './series.ts';
import { ALPHA, BETA, PHI } from './smoothing-filter.ts';
import { fitAdditive, type SmoothingFit } from './smoothing-fit.ts';
import { clockAfter, type ModelState } from './state-model.ts';

/** What MSTL and smoothing know of now. */
export interface MstlState extends ModelState {
  alpha: number;
  beta: number;
  phi: number;
  level: number;
  slope: number;
  /** Standard deviation of the one-step errors. */
  deviation: number;
  /** Steps in each season. */
  periods: Float64Array;
  /** For each season, the slot of the next sample and how much of an error it takes. */
  slots: Float64Array;
  gains: Float64Array;
  /** The last cycles, one after the other. */
  seasons: Float64Array;
  /** Leads whose errors are known, and the quantiles of the errors of each, one after the other. */
  leads: Float64Array;
  residuals: Float64Array;
}

const NONE = new Float64Array(0);
export const MSTL_BLANK: MstlState = {
  ...{ nextAt: 0, stepSeconds: 0, alpha: 0, beta: 0, phi: 0, level: 0, slope: 0, deviation: 0 },
  ...{ periods: NONE, slots: NONE, gains: NONE, seasons: NONE, leads: NONE, residuals: NONE },
};

/** An outlier is this many usual deviations away: nothing that a season or a burst would be. */
const OUTLYING = 12;
/** The smoothing parameters follow from so many last samples. */
const SMOOTHED = 2_000;
/** Origins whose errors are told. */
const ORIGINS = 400;
/** Fewer errors than this are no distribution. */
const FEWEST = 8;
/** An error counts as at most this many usual ones in an update. */
const CLIPPED = 8;
/** Seasons that shape the shortest season, and how many more the next (Bandara and others, 2021, section 3). */
const WINDOW = 11;
const WIDER = 4;

/** @param periods rising, each fits twice */
export function fitMstl(series: Series, periods: readonly number[]): MstlState {
  const period = periods[0] ?? 0;
  const values = fillGaps(cleanOutliers(series.values, period, OUTLYING).values, period);
  const { seasonal } = periods.length > 0 ? multipleStl(values, { periods }) : { seasonal: [] };
  const adjusted = values.map((value, index) =>
    seasonal.reduce((left, season) => left - (season[index] as number), value),
  );
  const recent = adjusted.subarray(Math.max(0, adjusted.length - SMOOTHED));
  const fit = fitAdditive(recent, 'damped');
  const shares = periods.map((period, at) => ownShare(WINDOW + WIDER * at, Math.floor(values.length / period)));
  const widened = shares.reduce((wide, share) => (wide * Math.sqrt(1 + share)) / (1 - share), 1);
  const longest = Math.max(1, Math.min(periods[0] ?? 64, Math.floor(recent.length / 3)));
  const leads = doublingLeads(longest);
  const residuals = leads.flatMap((lead) => [...leadResiduals(recent, fit, lead, widened)]);
  const { level, slope, parameters, variance } = fit;
  return {
    ...clockAfter(series),
    ...{ alpha: parameters[ALPHA] as number, beta: parameters[BETA] as number, phi: parameters[PHI] as number },
    ...{ level, slope, deviation: Math.sqrt(variance) },
    periods: Float64Array.from(periods),
    slots: new Float64Array(periods.length),
    gains: Float64Array.from(shares, (share) => share / periods.length),
    seasons: Float64Array.from(periods.flatMap((period, at) => [...(seasonal[at] ?? []).slice(-period)])),
    leads: Float64Array.from(leads),
    residuals: Float64Array.from(residuals),
  };
}

/** How much of a season's newest value its own sample is: the weight of the middle of a tricube at the end of `cycles`. */
function ownShare(window: number, cycles: number): number {
  const reach = Math.max(window, cycles) - 1;
  let sum = 0;
  for (let back = 0; back < Math.min(window, cycles); back++) sum += (1 - (back / Math.min(reach, window)) ** 3) ** 3;
  return 1 / Math.max(2, sum);
}

/** Errors of a lead within the series the smoothing was fitted to. */
function leadResiduals(values: Float64Array, fit: SmoothingFit, lead: number, widened: number): Float64Array {
  const [alpha, beta, phi] = [ALPHA, BETA, PHI].map((at) => fit.parameters[at] as number) as [number, number, number];
  const ahead = dampedSum(phi, lead);
  const stride = Math.max(1, Math.floor(values.length / ORIGINS));
  const errors: number[] = [];
  let [level, slope] = [values[0] as number, 0];
  for (let index = 1; index + lead < values.length; index++) {
    const error = (values[index] as number) - level - phi * slope;
    level += phi * slope + alpha * error;
    slope = phi * slope + beta * error;
    if (index % stride === 0 && index >= Math.min(20, values.length / 4))
      errors.push(widened * ((values[index + lead] as number) - level - ahead * slope));
  }
  if (errors.length < FEWEST) return normalGrid(widened * Math.sqrt(fit.variance * (1 + (lead - 1) * alpha * alpha)));
  return centred(residualGrid(Float64Array.from(errors)));
}

/** φ + φ² + … + φ^lead. */
function dampedSum(phi: number, lead: number): number {
  return phi === 1 ? lead : (phi * (1 - phi ** lead)) / (1 - phi);
}

/** @param levels checked and rising */
export function mstlForecast(state: MstlState, horizon: number, levels: readonly number[]): Forecast {
  const { nextAt: startAt, stepSeconds, phi, level, slope, leads, residuals } = state;
  const missAt = leadMisses(leads, residuals, levels);
  const mean = new Float64Array(horizon);
  const quantiles = levels.map(() => new Float64Array(horizon));
  for (let lead = 1; lead <= horizon; lead++) {
    const centre = level + dampedSum(phi, lead) * slope + seasonAt(state, lead - 1);
    mean[lead - 1] = centre;
    missAt(lead).forEach((value, at) => {
      (quantiles[at] as Float64Array)[lead - 1] = centre + value;
    });
  }
  return { startAt, stepSeconds, mean, levels, quantiles };
}

function seasonAt({ periods, slots, seasons }: MstlState, ahead: number): number {
  let [sum, from] = [0, 0];
  for (let at = 0; at < periods.length; at++) {
    const period = periods[at] as number;
    sum += seasons[from + (((slots[at] as number) + ahead) % period)] as number;
    from += period;
  }
  return sum;
}

/** Corrects the level, the slope and the seasons by the error of one step; a missing sample only moves time on. */
export function stepMstl(state: MstlState, value: number): void {
  const { alpha, beta, phi, periods, slots, gains, seasons } = state;
  const base = state.level + phi * state.slope;
  const limit = CLIPPED * state.deviation;
  const missed = Number.isNaN(value) ? 0 : value - base - seasonAt(state, 0);
  const error = Math.max(-limit, Math.min(limit, missed));
  state.level = base + alpha * error;
  state.slope = phi * state.slope + beta * error;
  let from = 0;
  for (let at = 0; at < periods.length; at++) {
    const slot = slots[at] as number;
    // The level has its share of the error already: the season takes of the rest.
    seasons[from + slot] = (seasons[from + slot] as number) + (gains[at] as number) * (1 - alpha) * error;
    slots[at] = (slot + 1) % (periods[at] as number);
    from += periods[at] as number;
  }
}

/** Whether a saved state is one that can go on. */
export function holdsMstl(state: MstlState): boolean {
  const { periods, slots, gains, seasons, leads, residuals } = state;
  const steps = periods.reduce((sum, period) => sum + period, 0);
  const numbers = [state.alpha, state.beta, state.phi, state.level, state.slope, state.deviation];
  const rows = [periods, slots, gains, seasons, leads, residuals];
  return (
    numbers.every(Number.isFinite) &&
    rows.every((row) => row.every(Number.isFinite)) &&
    seasons.length === steps &&
    slots.length === periods.length &&
    gains.length === periods.length &&
    slots.every((slot, at) => Number.isInteger(slot) && slot >= 0 && slot < (periods[at] as number)) &&
    leads.length > 0 &&
    residuals.length === leads.length * RESIDUAL_LEVELS.length
  );
}
