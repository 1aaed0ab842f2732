import { median } from 'simple-statistics';

/** A series without its outliers, and where they were. */
export interface Cleaned {
  /** A copy: outliers became what their neighbours and their season say; missing samples stay missing. */
  readonly values: Float64Array;
  /** Where the outliers were, rising. */
  readonly indices: number[];
}

/** Samples on each side that a sample is compared with. */
const SIDE = 6;
/** A normal deviation from a median absolute deviation (Rousseeuw & Croux 1993). */
const NORMAL = 1.4826;
/** A sample this many times the usual size is wrong wherever it is and however many there are. */
const GROSS = 1e6;

/**
 * Takes out samples that fit neither their season nor their neighbours: the median of each phase of the season is taken
 * off, then the Hampel identifier (Hampel 1974; Pearson 2002) compares each sample with the median of the 13 around it,
 * by the larger of the median absolute deviations there and everywhere. The local median follows a level that shifts.
 * At the end three or more in a row stay, for they may be a new level, unless they are beyond 100 times all the rest.
 * Linear cost.
 *
 * @param values NaN where missing
 * @param period steps in a season, 0 for none; taken into account where three fit
 * @param deviations how far an outlier is at least, in robust standard deviations
 * @example
 * cleanOutliers([5, 6, 5, 6, 1e12, 6, 5, 6, 5], 0).indices // => [4]
 */
export function cleanOutliers(values: ArrayLike<number>, period: number, deviations = 6): Cleaned {
  const cleaned = Float64Array.from(values);
  const usual = usualSize(cleaned);
  const gross = (value: number) => usual > 0 && Math.abs(value) > GROSS * usual;
  const known: number[] = [];
  const indices: number[] = [];
  for (const [index, value] of cleaned.entries()) {
    if (Number.isNaN(value)) continue;
    (gross(value) ? indices : known).push(index);
  }
  const profile = phaseMedians(cleaned, known, period);
  const seasonAt = (index: number) => profile[index % profile.length] as number;
  const rest = Float64Array.from(known, (index) => (cleaned[index] as number) - seasonAt(index));
  const { middles, isOutlier } = hampel(rest, deviations, usual);
  endRunStays(isOutlier, cleaned, known);
  isOutlier.forEach((is, place) => {
    if (is) indices.push(known[place] as number);
  });
  indices.sort((one, other) => one - other);
  let place = 0;
  for (const index of indices) {
    while (place + 1 < known.length && (known[place] as number) < index) place++;
    cleaned[index] = (middles[place] ?? 0) + seasonAt(index);
  }
  return { values: cleaned, indices };
}

/** Median of the sizes that are not 0; 0 if there are none. */
function usualSize(values: Float64Array): number {
  return medianOf(Array.from(values, Math.abs).filter((size) => size > 0));
}

function medianOf(values: number[]): number {
  return values.length === 0 ? 0 : median(values);
}

/** What each phase of the season is above or below the middle of all; a single 0 where three seasons do not fit. */
function phaseMedians(values: Float64Array, known: readonly number[], period: number): number[] {
  if (!(period > 1 && values.length >= 3 * period)) return [0];
  const phases = Array.from({ length: period }, (): number[] => []);
  for (const index of known) phases[index % period]?.push(values[index] as number);
  const middles = phases.map((phase) => (phase.length === 0 ? Number.NaN : median(phase)));
  const middle = medianOf(middles.filter((value) => !Number.isNaN(value)));
  return middles.map((value) => (Number.isNaN(value) ? 0 : value - middle));
}

interface Hampel {
  /** Local medians. */
  readonly middles: Float64Array;
  readonly isOutlier: boolean[];
}

function hampel(rest: Float64Array, deviations: number, usual: number): Hampel {
  const middles = new Float64Array(rest.length);
  const local = new Float64Array(rest.length);
  slideMedians(rest, middles, local);
  const away = Array.from(rest, (value, place) => Math.abs(value - (middles[place] as number)));
  const everywhere = medianOf(away) || sparseDeviation(away, rest, usual);
  const limits = local.map((deviation) => deviations * NORMAL * Math.max(deviation, everywhere));
  return { middles, isOutlier: away.map((distance, place) => distance > (limits[place] as number)) };
}

/** Median, and median distance from it, of the 13 samples around each: a window that is kept in order. */
function slideMedians(rest: Float64Array, middles: Float64Array, distances: Float64Array): void {
  const width = Math.min(2 * SIDE + 1, rest.length);
  const ordered = rest.slice(0, width).sort();
  for (let place = 0, newest = width; place < rest.length; place++) {
    if (place > SIDE && newest < rest.length) {
      replace(ordered, rest[newest - width] as number, rest[newest] as number);
      newest++;
    }
    const middle = middleOf(ordered);
    middles[place] = middle;
    distances[place] = middleDistance(ordered, middle);
  }
}

/** Puts a value in the place of another, and keeps the order. */
function replace(ordered: Float64Array, old: number, value: number): void {
  let place = ordered.indexOf(old);
  for (; place > 0 && (ordered[place - 1] as number) > value; place--) ordered[place] = ordered[place - 1] as number;
  for (; (ordered[place + 1] as number) < value; place++) ordered[place] = ordered[place + 1] as number;
  ordered[place] = value;
}

function middleOf(ordered: Float64Array): number {
  const half = ordered.length >> 1;
  const upper = ordered[half] as number;
  return ordered.length % 2 === 1 ? upper : ((ordered[half - 1] as number) + upper) / 2;
}

/** The median of the distances from the middle, found by going outwards from it. */
function middleDistance(ordered: Float64Array, middle: number): number {
  const half = ordered.length >> 1;
  let below = ((ordered.length + 1) >> 1) - 1;
  let above = below + 1;
  let last = 0;
  let before = 0;
  for (let taken = 0; taken <= half; taken++) {
    const down = below >= 0 ? middle - (ordered[below] as number) : Number.POSITIVE_INFINITY;
    const up = above < ordered.length ? (ordered[above] as number) - middle : Number.POSITIVE_INFINITY;
    before = last;
    last = Math.min(down, up);
    if (down <= up) below--;
    else above++;
  }
  return ordered.length % 2 === 1 ? last : (before + last) / 2;
}

/**
 * What stands for the deviation where more than half of the samples equal their neighbours: the usual size of a move, if
 * moves are not rare (counts near zero), and never more than the usual size of a sample that mostly is not 0.
 */
function sparseDeviation(away: readonly number[], rest: Float64Array, usual: number): number {
  const moves = away.filter((distance) => distance > 0);
  const present = rest.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  const most = present > rest.length / 2 ? usual : Number.POSITIVE_INFINITY;
  const rare = moves.length < Math.max(3, rest.length / 100);
  if (rare) return Number.isFinite(most) ? Math.min(most, medianOf(moves)) : 0;
  return Math.min(most, medianOf(moves));
}

/** Three or more outliers at the end may be a new level. */
function endRunStays(isOutlier: boolean[], values: Float64Array, known: readonly number[]): void {
  let from = isOutlier.length;
  while (from > 0 && isOutlier[from - 1]) from--;
  if (isOutlier.length - from < 3) return;
  const sizeAt = (place: number) => Math.abs(values[known[place] as number] as number);
  let largest = 0;
  for (let place = 0; place < from; place++) if (!isOutlier[place]) largest = Math.max(largest, sizeAt(place));
  for (let place = from; place < isOutlier.length; place++)
    if (sizeAt(place) <= 100 * largest) isOutlier[place] = false;
}
