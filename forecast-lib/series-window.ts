import { ForecastFault } from './forecast-fault.ts';
import type { Json } from './model.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';
import type { Series } from './series.ts';

/**
 * The newest samples of a series with running sums, so that the mean of any stretch costs the same. It can go on: each
 * `push` moves it one step; what is older than `longest` samples is forgotten now and then. Missing samples count
 * nowhere.
 */
export class SeriesWindow {
  readonly stepSeconds: number;
  /** Steps in a season, 0 for none. */
  readonly period: number;
  longest: number;
  /** When the sample at index 0 was taken, in epoch milliseconds. */
  startAt: number;
  length: number;
  values: Float64Array;
  /** Sums and counts of the known samples before each index; sums are around `centre` so that few bits are lost. */
  sums: Float64Array;
  counts: Int32Array;
  centre = 0;

  /** @param room samples that fit before older ones are forgotten; as many as are sensible unless told */
  constructor(series: Series, period: number, longest: number, room?: number) {
    const from = Math.max(0, series.values.length - longest);
    this.stepSeconds = series.stepSeconds;
    this.period = period;
    this.longest = longest;
    this.startAt = series.startAt + from * series.stepSeconds * 1000;
    this.length = series.values.length - from;
    const all = Math.max(this.length, room ?? this.length + Math.max(period, 64));
    this.values = new Float64Array(all);
    this.values.set(series.values.subarray(from));
    this.sums = new Float64Array(all + 1);
    this.counts = new Int32Array(all + 1);
    this.#sumFrom(0);
  }

  /** Mean of the known samples in [from, to), NaN where there is none. Constant cost. */
  mean(from: number, to: number): number {
    const first = from < 0 ? 0 : from;
    const end = to > this.length ? this.length : to;
    if (first >= end) return Number.NaN;
    const count = (this.counts[end] as number) - (this.counts[first] as number);
    return count === 0 ? Number.NaN : this.centre + ((this.sums[end] as number) - (this.sums[first] as number)) / count;
  }

  /** The sample at an index, NaN outside. */
  at(index: number): number {
    return index >= 0 && index < this.length ? (this.values[index] as number) : Number.NaN;
  }

  /** Takes the next sample. Constant cost but for one move in `period` (at least 64) steps. */
  push(value: number): void {
    if (this.length === this.values.length) this.#makeRoom();
    this.values[this.length] = value;
    this.length++;
    this.#sumFrom(this.length - 1);
  }

  /** Another with the same samples, that goes its own way. */
  copy(): SeriesWindow {
    const { startAt, stepSeconds, period, length } = this;
    const values = this.values.subarray(0, length);
    const other = new SeriesWindow({ values, startAt, stepSeconds }, period, length, this.values.length);
    other.longest = this.longest;
    return other;
  }

  /** All of it: what is restored goes on to the same bits. */
  save(): Json {
    return {
      values: saveNumbers(this.values.subarray(0, this.length)),
      startAt: this.startAt,
      stepSeconds: this.stepSeconds,
      period: this.period,
      longest: this.longest,
      room: this.values.length,
    };
  }

  /** @throws ForecastFault `bad-saved` */
  static restore(saved: Json | undefined): SeriesWindow {
    const { values, startAt, stepSeconds, period, longest, room } = (saved ?? {}) as Record<string, Json>;
    const restored = restoreNumbers(values);
    const numbers = [startAt, stepSeconds, period, longest, room];
    if (!numbers.every((number) => typeof number === 'number' && Number.isFinite(number)) || restored.length === 0)
      throw new ForecastFault('bad-saved', 'a window of samples was expected');
    const [at, step, season, most, all] = numbers as [number, number, number, number, number];
    if (!(all >= restored.length && all <= restored.length + most + season + 64))
      throw new ForecastFault('bad-saved', `room for ${all} samples`);
    const window = new SeriesWindow({ values: restored, startAt: at, stepSeconds: step }, season, restored.length, all);
    window.longest = most;
    return window;
  }

  #makeRoom(): void {
    const drop = Math.max(0, this.length - this.longest);
    const kept = this.length - drop;
    const room = kept + Math.max(this.period, 64);
    const values = new Float64Array(room);
    values.set(this.values.subarray(drop, this.length));
    this.values = values;
    this.sums = new Float64Array(room + 1);
    this.counts = new Int32Array(room + 1);
    this.startAt += drop * this.stepSeconds * 1000;
    this.length = kept;
    this.#sumFrom(0);
  }

  #sumFrom(from: number): void {
    if (from === 0) this.centre = this.values.subarray(0, this.length).find((value) => !Number.isNaN(value)) ?? 0;
    for (let index = from; index < this.length; index++) {
      const value = this.values[index] as number;
      const known = !Number.isNaN(value);
      this.sums[index + 1] = (this.sums[index] as number) + (known ? value - this.centre : 0);
      this.counts[index + 1] = (this.counts[index] as number) + (known ? 1 : 0);
    }
  }
}
