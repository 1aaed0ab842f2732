import { insertSorted, middleOfSorted } from './sorted-few.ts';

/** Seasons whose mean and median make the profile. */
const SEASONS = 14;
/** Weeks whose mean makes the weekly profile. */
const WEEKS = 3;

/** What a series is looked at as. */
export interface LaggedShape {
  /** Steps in a season. */
  readonly period: number;
  /** Steps in a week, 0 where the season is no day. */
  readonly weekSteps: number;
  /** The same where the history is long enough to learn from weeks, else 0. */
  readonly week: number;
  /** Steps from the first moment of a Monday (UTC) to the first sample. */
  readonly weekStart: number;
}

/**
 * A series with what makes looking back cheap: running sums, a smoothed copy, and profiles by season and by week. Any
 * mean costs the same, however long. It can go on, one sample at a time, for no more than a few dozen operations.
 */
export class LaggedSeries {
  /** Steps in a season. */
  readonly period: number;
  /** Steps in a week, 0 where the season is no day. */
  readonly weekSteps: number;
  /** The same where the history is long enough to learn from weeks, else 0. */
  readonly week: number;
  length = 0;
  values: Float64Array;
  /** Each sample with its neighbours of a hundredth of a season: the same time of another day is not a single step. */
  smooth: Float64Array;
  /** Median of the smoothed samples at the same time of the last seasons, the sample's own among them. */
  median: Float64Array;
  #sums: Float64Array;
  #seasonSums: Float64Array;
  #weekSums: Float64Array;
  readonly #aside: number;
  /** Room for a few numbers that are needed for a moment. */
  readonly scratch = new Float64Array(SEASONS);
  /** The origin whose median was asked for last: a forecast asks for it once a lead. */
  #asked = -1;
  #answer = 0;

  readonly #weekStart: number;
  readonly #medians: boolean;

  /** @param medians whether `median` is wanted: it is most of the work */
  constructor(values: Float64Array, shape: LaggedShape, room = values.length, medians = true) {
    const { period, weekSteps, week, weekStart } = shape;
    this.#medians = medians;
    this.period = period;
    this.weekSteps = weekSteps;
    this.week = week;
    this.#weekStart = weekStart;
    this.#aside = Math.max(0, Math.round(period / 96) - 1);
    this.values = new Float64Array(room);
    this.smooth = new Float64Array(room);
    this.median = new Float64Array(medians ? room : 0);
    this.#sums = new Float64Array(room + 1);
    this.#seasonSums = new Float64Array(room);
    this.#weekSums = new Float64Array(room);
    this.values.set(values);
    this.length = values.length;
    for (let index = 0; index < this.length; index++) this.#sum(index);
    for (let index = 0; index < this.length; index++) this.#derive(index);
  }

  /** Takes the next sample; there must be room. */
  push(value: number): void {
    const index = this.length++;
    this.values[index] = value;
    this.#sum(index);
    for (let at = Math.max(0, index - this.#aside); at <= index; at++) this.#derive(at);
  }

  /** Whether a sample is of a Saturday or a Sunday (UTC). */
  isWeekend(index: number): boolean {
    return this.weekSteps > 0 && (this.#weekStart + index) % this.weekSteps >= 5 * this.period;
  }

  /** Mean of the samples in [from, to); what is before the start is left out. */
  mean(from: number, to: number): number {
    const first = from < 0 ? 0 : from;
    return ((this.#sums[to] as number) - (this.#sums[first] as number)) / (to - first);
  }

  /** Median of the newest samples up to an origin, as many as told or as there are. */
  medianBefore(origin: number, steps: number): number {
    if (origin === this.#asked) return this.#answer;
    const count = Math.min(steps, origin + 1);
    const sorted = count <= SEASONS ? this.scratch : new Float64Array(count);
    for (let back = 0; back < count; back++) insertSorted(sorted, back, this.values[origin - back] as number);
    this.#asked = origin;
    this.#answer = middleOfSorted(sorted, count);
    return this.#answer;
  }

  /** Mean of the smoothed samples at an index and at the same time of the seasons before it, fourteen at most. */
  profile(index: number): number {
    const seasons = Math.min(SEASONS, Math.floor(index / this.period) + 1);
    const before = index - seasons * this.period;
    return ((this.#seasonSums[index] as number) - (before >= 0 ? (this.#seasonSums[before] as number) : 0)) / seasons;
  }

  /** The same by week, three at most. */
  weekProfile(index: number): number {
    const weeks = Math.min(WEEKS, Math.floor(index / this.week) + 1);
    const before = index - weeks * this.week;
    return ((this.#weekSums[index] as number) - (before >= 0 ? (this.#weekSums[before] as number) : 0)) / weeks;
  }

  #sum(index: number): void {
    this.#sums[index + 1] = (this.#sums[index] as number) + (this.values[index] as number);
  }

  #derive(index: number): void {
    const { period, week } = this;
    const from = Math.max(0, index - this.#aside);
    const to = Math.min(this.length, index + this.#aside + 1);
    const smooth = to - from === 1 ? (this.values[index] as number) : this.mean(from, to);
    this.smooth[index] = smooth;
    this.#seasonSums[index] = smooth + (index >= period ? (this.#seasonSums[index - period] as number) : 0);
    if (week > 0) this.#weekSums[index] = smooth + (index >= week ? (this.#weekSums[index - week] as number) : 0);
    if (this.#medians) this.median[index] = this.#medianOfSeasons(index);
  }

  #medianOfSeasons(index: number): number {
    const sorted = this.scratch;
    let count = 0;
    for (let at = index; at >= 0 && count < SEASONS; at -= this.period)
      insertSorted(sorted, count++, this.smooth[at] as number);
    return middleOfSorted(sorted, count);
  }
}
