import { ForecastFault } from './forecast-fault.ts';
import { descend } from './slope-descent.ts';
import { LEVEL, SEASON, SLOPE, SmoothingFilter, type SmoothingForm } from './smoothing-filter.ts';
import { SmoothingSearch, type Start } from './smoothing-search.ts';
import { smoothingStart } from './smoothing-start.ts';

/** A form with the parameters found for a series, and where it stood at the end. */
export interface SmoothingFit {
  readonly form: SmoothingForm;
  readonly period: number;
  /** As SmoothingFilter takes them. */
  readonly parameters: Float64Array;
  readonly level: number;
  readonly slope: number;
  readonly season: Float64Array;
  /** Variance of the errors, relative where they are. */
  readonly variance: number;
  /** But for constants that are the same for all forms. */
  readonly logLikelihood: number;
  /** Akaike's criterion for small samples; infinite where there are too few. */
  readonly aicc: number;
}

/** Starts for the search. */
const STARTS: readonly Start[] = [
  [0.05, 0.05, 0.05, 0.9],
  [0.3, 0.05, 0.05, 0.9],
  [0.8, 0.05, 0.05, 0.9],
  [0.3, 0.5, 0.05, 0.5],
  [0.8, 0.5, 0.5, 0.5],
  [0.3, 0.05, 0.6, 0.9],
];
/** Runs for each of the best starts, and then for each wall; what the log likelihood must still gain in a step, twice. */
const FIRST_LOOK = 40;
/** Starts times samples: short series are cheap to look at from all sides. */
const TRIED = 2_000;
const MAX_EVALUATIONS = 150;
const TOLERANCE = 1e-4;
/** Weights of the wall before what never forgets: far from it first, then as near as the best is. */
const WALLS = [1e-3, 1e-5, 1e-7];

const byValue = (one: { value: number }, other: { value: number }) => one.value - other.value;

/** How many parameters a form has but for the variance; the last state of a season follows from the others. */
export function parameterCount({ trend, season }: SmoothingForm, period: number): number {
  const trends = { none: 0, linear: 2, damped: 3 }[trend];
  return 2 + trends + (season === 'none' ? 0 : period);
}

/**
 * Fits one form by maximum likelihood over the smoothing parameters and all states at the start; from the best of
 * two to six starts, by at most 700 runs over a short series and 530 over one of more than 1,000 samples, and as many
 * back.
 *
 * @param period steps in a season, 1 for none
 * @param leastSquares fits a relative form by its plain squared errors, as Holt and Winters did
 * @returns nothing if the form cannot be: a relative or multiplicative one whose mean would not stay positive
 */
export function fitSmoothing(
  values: Float64Array,
  form: SmoothingForm,
  period: number,
  leastSquares = false,
): SmoothingFit | undefined {
  const filter = new SmoothingFilter(values, period, form.season === 'multiplicative', form.relative && !leastSquares);
  const search = form.season === 'none' ? [0] : WALLS;
  let { space, starts } = startsOf(filter, form, smoothingStart(values, form, period), search);
  if (starts[0] === undefined && form.trend !== 'none')
    ({ space, starts } = startsOf(filter, form, smoothingStart(values, form, period, true), search));
  if (starts[0] === undefined) return undefined;
  let best = starts[0];
  if (filter.score.count > parameterCount(form, period) + 1) {
    const tolerance = TOLERANCE / filter.score.count;
    const go = (at: Float64Array, maxEvaluations: number) =>
      descend((from, slope) => space.cost(from, slope), at, { maxEvaluations, tolerance });
    best =
      starts
        .slice(0, Math.max(2, Math.round(TRIED / filter.score.count)))
        .map(({ at }) => go(at, FIRST_LOOK))
        .sort(byValue)[0] ?? best;
    for (const wall of search) {
      space.wall = wall;
      best = go(best.at, MAX_EVALUATIONS);
    }
  }
  space.cost(best.at);
  return smoothingFit(values, form, period, space.parameters);
}

/** The starts from which the form can run, best first. */
function startsOf(filter: SmoothingFilter, form: SmoothingForm, first: Float64Array, walls: readonly number[]) {
  const space = new SmoothingSearch(filter, form, first);
  space.wall = walls[0] as number;
  const starts = STARTS.map((shares) => space.start(shares))
    .map((at) => ({ at, value: space.cost(at) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort(byValue);
  return { space, starts };
}

/** Fits a form with additive errors, which every series has. */
export function fitAdditive(values: Float64Array, trend: SmoothingForm['trend'], period = 1): SmoothingFit {
  const form = { relative: false, trend, season: period > 1 ? 'additive' : 'none' } as const;
  const fit = fitSmoothing(values, form, period);
  if (fit === undefined) throw new ForecastFault('bad-value', 'numbers too large to square');
  return fit;
}

/** Whether the relative errors, if they are, are small enough for a variance that means something. */
export function isSteady({ form, variance }: SmoothingFit): boolean {
  return !form.relative || variance < 0.25;
}

/** Runs a form with given parameters over a series. @returns nothing if the form cannot be with them */
export function smoothingFit(
  values: Float64Array,
  form: SmoothingForm,
  period: number,
  parameters: Float64Array,
): SmoothingFit | undefined {
  const filter = new SmoothingFilter(values, period, form.season === 'multiplicative', form.relative);
  normalise(parameters, form);
  const cost = filter.run(parameters);
  if (!Number.isFinite(cost)) return undefined;
  const { level, slope, season, score } = filter;
  const { count } = score;
  const size = parameterCount(form, period);
  const logLikelihood = -0.5 * count * (cost + Math.log(count));
  const left = count - size - 2;
  const aicc = left > 0 ? 2 * ((size + 1) * (1 + (size + 2) / left) - logLikelihood) : Number.POSITIVE_INFINITY;
  const variance = score.squares / Math.max(1, count - size);
  return { form, period, parameters, level, slope, season, variance, logLikelihood, aicc };
}

/** The same model with a season whose slots sum to 0, or have a mean of 1. */
function normalise(parameters: Float64Array, { season }: SmoothingForm): void {
  if (season === 'none') return;
  const states = parameters.subarray(SEASON);
  const middle = states.reduce((sum, state) => sum + state, 0) / states.length;
  const [level, slope] = [parameters[LEVEL] as number, parameters[SLOPE] as number];
  parameters[LEVEL] = season === 'additive' ? level + middle : level * middle;
  parameters[SLOPE] = season === 'additive' ? slope : slope * middle;
  for (let index = 0; index < states.length; index++) {
    const state = states[index] as number;
    states[index] = season === 'additive' ? state - middle : state / middle;
  }
}
