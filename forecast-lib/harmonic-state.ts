import { nextOf } from './autoregression.ts';
import { dot } from './dot-product.ts';
import type { Forecast } from './forecast.ts';
import { type HarmonicPlan, regressHarmonics } from './harmonic-fit.ts';
import { doublingLeads } from './lead-place.ts';
import { leadMisses } from './lead-residuals.ts';
import { normalQuantile } from './normal-quantile.ts';
import { type TermPlan, termCount, writeTerms } from './regression-terms.ts';
import { centred, normalGrid, RESIDUAL_LEVELS, residualGrid } from './residual-grid.ts';
import type { Series } from './series.ts';
import { clockAfter, type ModelState } from './state-model.ts';

/** A dynamic harmonic regression at the end of what it has seen. */
export interface HarmonicState extends ModelState, TermPlan {
  /** The next sample. */
  index: number;
  coefficients: Float64Array;
  /** The autoregression of the errors, and the last errors, newest last. */
  weights: Float64Array;
  errors: Float64Array;
  /** Standard deviation of the one-step errors. */
  deviation: number;
  /** Variance of a lead from turns of the trend to come, over its cube. */
  turning: number;
  leads: Float64Array;
  residuals: Float64Array;
}

const NONE = new Float64Array(0);
export const HARMONIC_BLANK: HarmonicState = {
  ...{
    nextAt: 0,
    stepSeconds: 0,
    span: 0,
    originAt: 0,
    utcOffsetMinutes: 0,
    marks: 0,
    index: 0,
    deviation: 0,
    turning: 0,
  },
  ...{ periods: NONE, harmonics: NONE, kept: NONE, knots: NONE, holidays: NONE, events: NONE, coefficients: NONE },
  ...{ weights: NONE, errors: NONE, leads: NONE, residuals: NONE },
};

/** Origins whose errors are told; fewer than the least are no distribution. */
const ORIGINS = 300;
const FEWEST = 8;
/** An error counts as at most this many usual ones in an update. */
const CLIPPED = 8;

export function fitHarmonic(series: Series, plan: HarmonicPlan): HarmonicState {
  const { terms, coefficients, autoregression, errors } = regressHarmonics(series, plan);
  const { weights, variance } = autoregression;
  const { span, knots } = terms;
  const longest = Math.max(1, Math.min(terms.periods[0] ?? 64, Math.floor(errors.length / 3)));
  const leads = doublingLeads(Math.round(longest));
  const turns = coefficients.subarray(2, 2 + knots.length).reduce((sum, turn) => sum + Math.abs(turn), 0);
  const usual = knots.length > 0 ? turns / knots.length / span : 0;
  return {
    ...clockAfter(series),
    ...terms,
    index: series.values.length,
    coefficients,
    weights,
    errors: errors.slice(errors.length - weights.length),
    deviation: Math.sqrt(variance),
    // Turns come as often as there are knots, each with Laplace's distribution: an integral of 2 · usual² · (lead - s)² ds.
    turning: ((knots.length / span) * 2 * usual * usual) / 3,
    leads: Float64Array.from(leads),
    residuals: missedResiduals(errors, weights, variance, leads),
  };
}

/** What carrying the errors on would have missed by, at each lead. */
function missedResiduals(
  errors: Float64Array,
  weights: Float64Array,
  variance: number,
  leads: readonly number[],
): Float64Array {
  const [longest, order] = [leads.at(-1) as number, weights.length];
  const missed = leads.map((): number[] => []);
  const path = new Float64Array(order + longest);
  const stride = Math.max(1, Math.floor((errors.length - order) / ORIGINS));
  for (let origin = order; origin + 1 < errors.length; origin += stride) {
    carryOn(errors.subarray(origin - order, origin), weights, path);
    leads.forEach((lead, at) => {
      if (origin + lead <= errors.length)
        missed[at]?.push((errors[origin + lead - 1] as number) - (path[order + lead - 1] as number));
    });
  }
  return Float64Array.from(
    missed.flatMap((left) => [
      ...(left.length < FEWEST ? normalGrid(Math.sqrt(variance)) : centred(residualGrid(Float64Array.from(left)))),
    ]),
  );
}

/** Writes the last errors, then what follows from them, into a path. */
function carryOn(errors: Float64Array, weights: Float64Array, path: Float64Array): void {
  path.set(errors);
  for (let index = weights.length; index < path.length; index++) path[index] = nextOf(weights, path, index);
}

/** @param levels checked and rising */
export function harmonicForecast(state: HarmonicState, horizon: number, levels: readonly number[]): Forecast {
  const { nextAt: startAt, stepSeconds, weights, errors, leads, residuals, index, turning } = state;
  const missAt = leadMisses(leads, residuals, levels);
  const widths = levels.map(normalQuantile);
  const path = new Float64Array(weights.length + horizon);
  carryOn(errors, weights, path);
  const row = new Float64Array(termCount(state));
  const mean = new Float64Array(horizon);
  const quantiles = levels.map(() => new Float64Array(horizon));
  for (let lead = 1; lead <= horizon; lead++) {
    const centre = toldAt(state, index + lead - 1, row) + (path[weights.length + lead - 1] as number);
    const bent = turning * lead ** 3;
    mean[lead - 1] = centre;
    missAt(lead).forEach((apart, at) => {
      const width = widths[at] as number;
      // Wider on the side of the level; where the error is on the other side of the mean it stays as it is.
      const wider = apart * width > 0 ? Math.sign(width) * Math.sqrt(apart * apart + width * width * bent) : apart;
      (quantiles[at] as Float64Array)[lead - 1] = centre + wider;
    });
  }
  return { startAt, stepSeconds, mean, levels, quantiles };
}

/** What the regression says of a sample, without its error. */
function toldAt(state: HarmonicState, index: number, row: Float64Array): number {
  writeTerms(state, index, row);
  return dot(state.coefficients, row);
}

/** Takes the error of the sample into the autoregression; of a missing one, what it was to be. */
export function stepHarmonic(state: HarmonicState, value: number): void {
  const { errors, weights } = state;
  const index = state.index++;
  if (weights.length === 0) return;
  const expected = nextOf(weights, errors, weights.length);
  const limit = CLIPPED * state.deviation;
  const beyond = Number.isNaN(value) ? 0 : value - toldAt(state, index, new Float64Array(termCount(state))) - expected;
  errors.copyWithin(0, 1);
  errors[errors.length - 1] = expected + Math.max(-limit, Math.min(limit, beyond));
}

/** Whether a saved state is one that can go on. */
export function holdsHarmonic(state: HarmonicState): boolean {
  const { coefficients, weights, errors, leads, residuals, periods, harmonics, kept } = state;
  const numbers = [state.span, state.originAt, state.index, state.deviation, state.turning, state.utcOffsetMinutes];
  const rows = [
    coefficients,
    weights,
    errors,
    leads,
    residuals,
    periods,
    harmonics,
    kept,
    state.knots,
    state.holidays,
    state.events,
  ];
  return (
    numbers.every(Number.isFinite) &&
    rows.every((row) => row.every(Number.isFinite)) &&
    harmonics.length === periods.length &&
    kept.length === harmonics.reduce((sum, count) => sum + count, 0) &&
    state.marks <= state.holidays.length + state.events.length &&
    coefficients.length === termCount(state) &&
    errors.length === weights.length &&
    leads.length > 0 &&
    residuals.length === leads.length * RESIDUAL_LEVELS.length
  );
}
