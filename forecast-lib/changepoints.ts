import { median } from './median.ts';
import { optimalSplits } from './optimal-splits.ts';
import { seasonMedians } from './season-medians.ts';

export interface ChangepointOptions {
  /** Steps in a season, which is taken away first; 0 for none. */
  readonly period?: number;
  /** How many times as far as levels stray anyway a shift must be; 2.5 unless told. */
  readonly strength?: number;
  /** Fewest steps that a level must hold; a quarter of a season unless told, 8 without one. */
  readonly shortest?: number;
}

/** A place where the level of a series moved and then held. */
export interface Changepoint {
  /** The first sample of the new level. */
  readonly index: number;
  /** Levels on both sides, without the season. */
  readonly before: number;
  readonly after: number;
  /** What the level moved by. */
  readonly size: number;
}

/** Bins that a series is put into before it is searched: the search costs at most the square of their number. */
const BINS = 400;
const STRENGTH = 2.5;
/** Below this share of the range of the series nothing is a shift: a series without noise leaves rounding errors. */
const ROUNDING = 1e-6;

/**
 * Where the level of a series shifted, oldest first. The season is taken away by medians, the series put into bins of
 * medians, the bins split where that lowers the squared error by more than a penalty (PELT: Killick, Fearnhead and Eckley,
 * 2012), and shifts that are small beside how levels stray anyway are joined again. Single outliers and short bursts
 * are no shifts. Cost n log n for the medians, and a search whose size is bounded.
 *
 * @param values NaN where missing
 * @example
 * changepoints([...Array(40).fill(1), ...Array(40).fill(5)])[0] // => { index: 40, before: 1, after: 5, size: 4 }
 * changepoints([1, 2, 1, 2, 1, 90, 1, 2, 1, 2, 1, 2, 1, 2]) // => []
 */
export function changepoints(
  values: ArrayLike<number>,
  { period = 0, strength = STRENGTH, shortest = period > 1 ? Math.ceil(period / 4) : 8 }: ChangepointOptions = {},
): Changepoint[] {
  const level = withoutSeason(values, period);
  const width = Math.max(1, Math.min(Math.ceil(level.length / BINS), Math.ceil(shortest / 4)));
  const binned = bins(level, Math.max(width, Math.ceil(level.length / (4 * BINS))));
  const { middles, starts } = binned;
  const fewest = Math.max(2, Math.ceil(shortest / binned.width));
  if (middles.length < 2 * fewest) return [];
  const extent = Math.max(...middles) - Math.min(...middles);
  let splits = optimalSplits(
    middles,
    fewest,
    3 * Math.log(middles.length) * Math.max(noise(middles), ROUNDING * extent) ** 2,
  );
  const least = Math.max(
    ROUNDING * extent,
    strength * straying(middles, Math.max(2 * fewest, Math.round(period / binned.width))),
  );
  for (;;) {
    const sizes = splits.map((_, at) => sizeOf(middles, splits, at));
    const smallest = Math.min(...sizes);
    if (splits.length === 0 || (smallest >= least && smallest > 0)) break;
    const weakest = sizes.indexOf(smallest);
    splits = splits.filter((_, at) => at !== weakest);
  }
  const edges = [0, ...splits, middles.length];
  return splits.map((split, at) => {
    const before = median(middles.slice(edges[at], split));
    const after = median(middles.slice(split, edges[at + 2]));
    const near = starts[split] as number;
    return { index: turn(level, near, 2 * binned.width, before, after), before, after, size: after - before };
  });
}

/**
 * From which index on the present level has held: 0 if it always has.
 *
 * @param period steps in a season, 0 for none
 * @example
 * levelRestart([...Array(40).fill(1), ...Array(40).fill(5)], 0) // => 40
 */
export function levelRestart(values: ArrayLike<number>, period: number): number {
  return changepoints(values, { period }).at(-1)?.index ?? 0;
}

/** The samples less what is usual at their place in the season. */
function withoutSeason(values: ArrayLike<number>, period: number): Float64Array {
  if (period < 2 || values.length < 3 * period) return Float64Array.from(values);
  const usual = seasonMedians(values, period);
  return Float64Array.from(values, (value, index) => value - (usual[index % period] as number));
}

/** Medians of `width` samples in a row; bins where all is missing are left out. */
function bins(values: Float64Array, width: number): { middles: Float64Array; starts: number[]; width: number } {
  const middles: number[] = [];
  const starts: number[] = [];
  for (let start = 0; start < values.length; start += width) {
    const middle = median(values.slice(start, start + width).filter((value) => !Number.isNaN(value)));
    if (Number.isNaN(middle)) continue;
    middles.push(middle);
    starts.push(start);
  }
  return { middles: Float64Array.from(middles, (_, at) => calm(middles, at)), starts, width };
}

/** A bin, or the middle one of it and its neighbours: one bin alone is no level. */
function calm(middles: readonly number[], at: number): number {
  const [before = middles[at + 2], here = Number.NaN, after = middles[at - 2]] = [
    middles[at - 1],
    middles[at],
    middles[at + 1],
  ];
  if (before === undefined || after === undefined) return here;
  return Math.max(Math.min(before, here), Math.min(Math.max(before, here), after));
}

/** Standard deviation of what is no level: from steps between neighbours, of which few are shifts. */
function noise(middles: Float64Array): number {
  const steps = middles.slice(1).map((value, at) => Math.abs(value - (middles[at] as number)));
  return (1.4826 * median(steps)) / Math.SQRT2;
}

/** How large the shift at a split is. */
function sizeOf(middles: Float64Array, splits: readonly number[], at: number): number {
  const here = splits[at] as number;
  const before = median(middles.slice(splits[at - 1] ?? 0, here));
  return Math.abs(median(middles.slice(here, splits[at + 1] ?? middles.length)) - before);
}

/**
 * How far levels stray without a shift: the spread within stretches as it is in all but the most restless tenth, or the
 * usual step from one stretch to the next, whichever is more.
 */
function straying(middles: Float64Array, stretch: number): number {
  const [spreads, levels]: [number[], number[]] = [[], []];
  for (let from = 0; from + stretch <= middles.length; from += stretch) {
    const part = middles.slice(from, from + stretch);
    const level = median(part);
    levels.push(level);
    spreads.push(1.4826 * median(part.map((value) => Math.abs(value - level))));
  }
  const steps = levels.slice(1).map((level, at) => Math.abs(level - (levels[at] as number)));
  spreads.sort((one, other) => one - other);
  return Math.max(
    spreads[Math.floor(0.9 * (spreads.length - 1))] ?? 0,
    1.4826 * (median(Float64Array.from(steps)) || 0),
  );
}

/** Where near a place the samples stop being like the one level and begin to be like the other. */
function turn(values: Float64Array, near: number, reach: number, before: number, after: number): number {
  let [best, lowest, sum] = [near, 0, 0];
  const [from, to] = [Math.max(1, near - reach), Math.min(values.length - 1, near + reach)];
  for (let index = from; index < to; index++) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) sum += Math.abs(value - before) - Math.abs(value - after);
    if (sum < lowest) [best, lowest] = [index + 1, sum];
    else if (index === from && sum >= 0) best = from;
  }
  return best;
}
