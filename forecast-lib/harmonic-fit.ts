import { type Autoregression, fitAutoregression, nextOf } from './autoregression.ts';
import { dot } from './dot-product.ts';
import { fillGaps } from './gap-fill.ts';
import { median } from './median.ts';
import { cleanOutliers } from './outliers.ts';
import { addRow, normalEquations, type Penalty, solvePenalised } from './penalised-regression.ts';
import { levelMoves } from './present-level.ts';
import { keptHarmonics, markedSamples, type TermPlan, termCount, writeTerms } from './regression-terms.ts';
import type { Series } from './series.ts';

/** What a regression is to be made of. */
export interface HarmonicPlan extends Pick<TermPlan, 'holidays' | 'events' | 'marks' | 'utcOffsetMinutes'> {
  readonly periods: readonly number[];
  readonly harmonics: readonly number[];
  readonly changepoints: number;
  readonly autoregression: number;
  readonly penalised: boolean;
}

export interface HarmonicFit {
  readonly terms: TermPlan;
  readonly coefficients: Float64Array;
  readonly autoregression: Autoregression;
  /** What the regression leaves. */
  readonly errors: Float64Array;
}

/** An outlier is this many usual deviations away. */
const OUTLYING = 12;
/** Rows in a season at least: where there are more, neighbours are averaged, which costs the harmonics next to nothing. */
const ROWS_OF_SEASON = 96;
/** One row of so many is enough to guess the autoregression. */
const ROUGH = 3;
/** Usual sizes of coefficients, in standard deviations of the series (as in Prophet, but for the unit). */
const SLOPE = 0.2;
const TURN = 0.1;
const WAVE = 3;
const MARK = 3;
/** The trend does not turn in this last part of the history (Taylor and Letham, 2018, section 3.1.3). */
const STRAIGHT = 0.2;
/** Fewer samples than this for each place at which the trend may turn are too few. */
const SAMPLES_OF_KNOT = 20;

/** Regression, autoregression of what it leaves, and regression again with that taken off (Cochrane and Orcutt, 1949). */
export function regressHarmonics(series: Series, plan: HarmonicPlan): HarmonicFit {
  const period = Math.round(plan.periods[0] ?? 0);
  const terms = termPlan(series, plan);
  const values = presentValues(series.values, terms, period, plan.changepoints > 0);
  const centre = median(values.slice());
  const scale = spreadOf(values);
  const scaled = values.map((value) => (value - centre) / scale);
  const penalties = penaltiesOf(terms, plan.penalised);
  const order = plan.autoregression;
  const rows = averagedRows(terms, scaled, Math.max(1, Math.floor(period / ROWS_OF_SEASON)));
  const first = solve(rows, new Float64Array(0), penalties, order > 0 ? ROUGH : 1);
  const { weights: guess } = fitAutoregression(leftOf(rows, first), order);
  const found = guess.length > 0 ? solve(rows, guess, penalties, 1) : first;
  const errors = errorsOf(terms, scaled, found);
  const { weights, variance } = fitAutoregression(errors, order);
  const coefficients = found.map((coefficient) => coefficient * scale);
  coefficients[0] = (coefficients[0] as number) + centre;
  return {
    terms,
    coefficients,
    autoregression: { weights, variance: variance * scale * scale },
    errors: errors.map((error) => error * scale),
  };
}

/** The history without outliers, gaps and, if so wished, shifts of the level; holidays and events are none of these. */
function presentValues(values: Float64Array, terms: TermPlan, period: number, levelled: boolean): Float64Array {
  const marked = markedSamples(terms, values.length);
  const { values: clean } = cleanOutliers(
    values.map((value, index) => (marked.has(index) ? Number.NaN : value)),
    period,
    OUTLYING,
  );
  const moves = levelled ? levelMoves(clean, period) : undefined;
  const filled = fillGaps(
    clean.map((value, index) => (marked.has(index) ? (values[index] as number) : value)),
    period,
  );
  return moves ? filled.map((value, index) => value + (moves[index] as number)) : filled;
}

function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const most = values.reduce((size, value) => Math.max(size, Math.abs(value - mean)), 0);
  if (!(most > 0)) return 1;
  const squares = values.reduce((sum, value) => sum + ((value - mean) / most) ** 2, 0);
  return most * Math.sqrt(squares / values.length);
}

function termPlan({ values, startAt, stepSeconds }: Series, plan: HarmonicPlan): TermPlan {
  const span = values.length;
  const count = Math.min(plan.changepoints, Math.floor(span / Math.max(SAMPLES_OF_KNOT, (plan.periods[0] ?? 0) / 2)));
  return {
    span,
    originAt: startAt,
    stepSeconds,
    ...{ utcOffsetMinutes: plan.utcOffsetMinutes, holidays: plan.holidays, events: plan.events, marks: plan.marks },
    periods: Float64Array.from(plan.periods),
    harmonics: Float64Array.from(plan.harmonics),
    kept: keptHarmonics(plan.periods, plan.harmonics),
    knots: Float64Array.from({ length: count }, (_, at) =>
      Math.round(((1 - STRAIGHT) * span * (at + 1)) / (count + 1)),
    ),
  };
}

/** The constant is free; later harmonics are smaller. */
function penaltiesOf(terms: TermPlan, penalised: boolean): Penalty[] {
  const normal = (size: number): Penalty => ({ size: penalised ? size : Infinity, sparse: false });
  const waves = [...terms.harmonics]
    .flatMap((count) => Array.from({ length: count }, (_, at) => at + 1))
    .filter((_, at) => terms.kept[at] === 1)
    .flatMap((harmonic) => [normal(WAVE / harmonic), normal(WAVE / harmonic)]);
  const turns = Array.from(terms.knots, (): Penalty => ({ size: penalised ? TURN : Infinity, sparse: penalised }));
  const marks = Array.from({ length: terms.marks }, () => normal(MARK));
  return [{ size: Infinity, sparse: false }, normal(SLOPE), ...turns, ...waves, ...marks];
}

/** Terms and values. */
interface Rows {
  readonly terms: readonly Float64Array[];
  readonly values: Float64Array;
}

/** Means of `width` samples in a row, and of their terms. */
function averagedRows(plan: TermPlan, values: Float64Array, width: number): Rows {
  const count = Math.max(1, Math.floor(values.length / width));
  const first = Math.max(0, values.length - count * width);
  const row = new Float64Array(termCount(plan));
  const means = new Float64Array(count);
  const terms = Array.from(means, (_, at) => {
    const sum = new Float64Array(row.length);
    for (let index = first + at * width; index < first + (at + 1) * width; index++) {
      writeTerms(plan, index, row);
      for (let column = 0; column < row.length; column++)
        sum[column] = (sum[column] as number) + (row[column] as number) / width;
      means[at] = (means[at] as number) + (values[index] as number) / width;
    }
    return sum;
  });
  return { terms, values: means };
}

/** Coefficients of the values and the terms after an autoregression is taken off both, from each `stride`-th row. */
function solve(
  { terms, values }: Rows,
  weights: Float64Array,
  penalties: readonly Penalty[],
  stride: number,
): Float64Array {
  const sums = normalEquations(penalties.length);
  const left = new Float64Array(penalties.length);
  for (let index = weights.length; index < values.length; index += stride) {
    left.set(terms[index] as Float64Array);
    for (let back = 1; back <= weights.length; back++) {
      const weight = weights[back - 1] as number;
      const before = terms[index - back] as Float64Array;
      for (let at = 0; at < left.length; at++) left[at] = (left[at] as number) - weight * (before[at] as number);
    }
    addRow(sums, left, (values[index] as number) - nextOf(weights, values, index));
  }
  return solvePenalised(sums, penalties);
}

function leftOf({ terms, values }: Rows, coefficients: Float64Array): Float64Array {
  return values.map((value, index) => value - dot(coefficients, terms[index] as Float64Array));
}

function errorsOf(terms: TermPlan, values: Float64Array, coefficients: Float64Array): Float64Array {
  const row = new Float64Array(coefficients.length);
  return values.map((value, index) => {
    writeTerms(terms, index, row);
    return value - dot(coefficients, row);
  });
}
