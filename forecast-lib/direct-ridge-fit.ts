import { solvePositive } from './cholesky.ts';
import { directFeatureCount, directFeatures } from './direct-features.ts';
import { BLOCKS, type DirectRows } from './direct-rows.ts';
import type { LaggedSeries } from './lagged-series.ts';
import { median } from './median.ts';

/** What a ridge learnt for a group of leads. */
export interface DirectRidge {
  readonly weights: Float64Array;
  /** For each row, what was forecast by what was learnt without the row's own block of time. */
  readonly heldBack: Float64Array;
}

/** Penalties that are tried, in hundredths of the mean of the diagonal. */
const PENALTIES = [0.001, 0.01, 0.1, 1];
/** Misses beyond this many deviations count by their size, not its square (Huber 1964). */
const HUBER = 1.5;
const HALF_LIFE_SEASONS = 14;
/** The first pass, which only says which rows are wild, looks at each third row. */
const FIRST_EACH = 3;

/** Sums of products of features, a block of time each, so that any block can be left out. */
interface Sums {
  readonly products: Float64Array[];
  readonly right: Float64Array[];
  readonly all: Float64Array;
  readonly allRight: Float64Array;
}

interface Lesson {
  readonly size: number;
  readonly features: Float64Array;
  readonly bases: Float64Array;
  readonly wanted: Float64Array;
}

/**
 * A ridge regression of what came over `directFeatures`, of rows weighted by age, with Huber's weights after a first
 * pass. The penalty is the one that forecasts blocks of time best by what the other blocks taught. Linear in the rows.
 *
 * @param back from the series' space to that of the rows' actual samples
 */
export function fitDirectRidge(
  series: LaggedSeries,
  rows: DirectRows,
  ages: Float64Array,
  back: (value: number) => number,
): DirectRidge {
  const lesson = lessonOf(series, rows);
  const { size, features, wanted } = lesson;
  const weights = ages.slice();
  const first = sumsOf(lesson, rows, weights, FIRST_EACH);
  reweigh(lesson, solve(first, size, PENALTIES[0] as number), ages, weights);
  const sums = sumsOf(lesson, rows, weights, 1);
  let best = Number.POSITIVE_INFINITY;
  let chosen = PENALTIES[0] as number;
  let heldBack = new Float64Array(wanted.length);
  for (const penalty of PENALTIES) {
    const forecast = new Float64Array(rows.count);
    const solved = Array.from({ length: BLOCKS }, (_, block) => solve(sums, size, penalty, block));
    let error = 0;
    for (let row = 0; row < rows.count; row++) {
      const miss = product(features, row * size, solved[rows.blocks[row] as number] as Float64Array);
      const value = back((lesson.bases[row] as number) + miss);
      forecast[row] = value;
      error += (ages[row] as number) * Math.abs((rows.actual[row] as number) - value);
    }
    if (!(error < best)) continue;
    best = error;
    chosen = penalty;
    heldBack = forecast;
  }
  return { weights: solve(sums, size, chosen), heldBack };
}

/** The ridge's weight for rows of a history: half for each fourteen seasons. */
export function ridgeHalfLife(season: number): number {
  return HALF_LIFE_SEASONS * season;
}

/** The sum of weights times features. */
export function product(features: Float64Array, offset: number, weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++)
    sum += (weights[index] as number) * (features[offset + index] as number);
  return sum;
}

function lessonOf(series: LaggedSeries, rows: DirectRows): Lesson {
  const size = directFeatureCount(series);
  const features = new Float64Array(rows.count * size);
  const bases = new Float64Array(rows.count);
  const wanted = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const origin = rows.origins[row] as number;
    const lead = rows.leads[row] as number;
    const base = directFeatures(series, origin, lead, features, row * size);
    bases[row] = base;
    wanted[row] = (series.values[origin + lead] as number) - base;
  }
  return { size, features, bases, wanted };
}

function sumsOf({ size, features, wanted }: Lesson, rows: DirectRows, weights: Float64Array, each: number): Sums {
  const products = Array.from({ length: BLOCKS }, () => new Float64Array(size * size));
  const right = Array.from({ length: BLOCKS }, () => new Float64Array(size));
  for (let row = 0; row < rows.count; row += each) {
    const block = rows.blocks[row] as number;
    const into = products[block] as Float64Array;
    const side = right[block] as Float64Array;
    const at = row * size;
    const weight = weights[row] as number;
    const goal = wanted[row] as number;
    for (let one = 0; one < size; one++) {
      const weighted = weight * (features[at + one] as number);
      side[one] = (side[one] as number) + weighted * goal;
      const line = one * size;
      for (let other = 0; other <= one; other++)
        into[line + other] = (into[line + other] as number) + weighted * (features[at + other] as number);
    }
  }
  return { products, right, all: addUp(products), allRight: addUp(right) };
}

function addUp(rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array((rows[0] as Float64Array).length);
  for (const row of rows)
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] as number) + (row[index] as number);
  return sum;
}

/** Solves with all blocks but one, if one is named. The constant is not penalised. */
function solve(
  { products, right, all, allRight }: Sums,
  size: number,
  penalty: number,
  without?: number,
): Float64Array {
  const matrix = all.slice();
  const side = allRight.slice();
  if (without !== undefined) {
    takeOff(matrix, products[without] as Float64Array);
    takeOff(side, right[without] as Float64Array);
  }
  let trace = 0;
  for (let index = 1; index < size; index++) trace += matrix[index * size + index] as number;
  const pull = (penalty * trace) / (size - 1);
  const floor = 1e-12 * (trace + (matrix[0] as number));
  for (let index = 0; index < size; index++) {
    const place = index * size + index;
    matrix[place] = (matrix[place] as number) + floor + (index === 0 ? 1e-11 * (matrix[0] as number) : pull);
  }
  return solvePositive(matrix, side, size);
}

function takeOff(from: Float64Array, part: Float64Array): void {
  for (let index = 0; index < from.length; index++) from[index] = (from[index] as number) - (part[index] as number);
}

function reweigh(
  { size, features, wanted }: Lesson,
  solved: Float64Array,
  ages: Float64Array,
  into: Float64Array,
): void {
  const misses = wanted.map((value, row) => Math.abs(value - product(features, row * size, solved)));
  const bound = HUBER * 1.4826 * median(misses.slice());
  for (let row = 0; row < into.length; row++) {
    const miss = misses[row] as number;
    into[row] = (ages[row] as number) * (miss > bound && bound > 0 ? bound / miss : 1);
  }
}
