import { ForecastFault } from './forecast-fault.ts';
import { median } from './median.ts';
import type { Json } from './model.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

/** The newest day counts at least this much in the shape of a day, and in that of its weekday. */
const DAY_GAIN = 0.08;
const WEEK_GAIN = 0.3;
/** A sample this many typical deviations from the level of its day counts as that far. */
const FAR = 6;
const WEEKDAYS = 7;

/**
 * What a day looks like, learned day by day: the mean deviation from the day's level for each slot of the day, and for
 * each slot of the week. Outliers are clipped, and recent days count more. A day is `period` steps from wherever the
 * learning began; one `take` costs about `period` steps.
 */
export class DailyShape {
  readonly period: number;
  /** For each slot: what days have in common, smooth; what is left of it when the smooth part is taken away. */
  readonly smooth: Float64Array;
  readonly detail: Float64Array;
  /** For each slot of the week: how it differs from the common day, smooth. */
  readonly week: Float64Array;
  /** For each slot: typical size of what the shape does not tell, smooth. */
  readonly spread: Float64Array;
  #raw: Float64Array;
  #days = 0;
  #levels: number[] = [];

  constructor(period: number) {
    this.period = period;
    this.#raw = new Float64Array(period);
    this.smooth = new Float64Array(period);
    this.detail = new Float64Array(period);
    this.week = new Float64Array(period * WEEKDAYS);
    this.spread = new Float64Array(period);
  }

  /** Days taken so far. */
  get days(): number {
    return this.#days;
  }

  /**
   * Learns from the next day: `period` samples from `from` on, NaN where missing.
   *
   * @returns the day's level, how far from it a sample may count, and the level of the last seven days
   */
  take(values: ArrayLike<number>, from = 0): { level: number; limit: number; around: number } {
    const { period } = this;
    const day = this.#days++;
    const known: number[] = [];
    for (let slot = 0; slot < period; slot++) {
      const value = values[from + slot] as number;
      if (!Number.isNaN(value)) known.push(value);
    }
    if (known.length === 0) return { level: Number.NaN, limit: 0, around: Number.NaN };
    const { level, limit } = levelAndLimit(Float64Array.from(known));
    this.#levels = [...this.#levels, level].slice(-WEEKDAYS);
    const around = median(Float64Array.from(this.#levels));
    const gain = Math.max(1 / (day + 1), DAY_GAIN);
    const weekGain = Math.max(1 / (Math.floor(day / WEEKDAYS) + 2), WEEK_GAIN);
    const fresh = new Float64Array(period);
    const aside = new Float64Array(period);
    const left = new Float64Array(period);
    const offset = (day % WEEKDAYS) * period;
    for (let slot = 0; slot < period; slot++) {
      const value = values[from + slot] as number;
      if (Number.isNaN(value)) continue;
      const apart = Math.max(-limit, Math.min(limit, value - level));
      fresh[slot] = apart - (this.#raw[slot] as number);
      left[slot] = Math.abs(fresh[slot] as number) - (this.spread[slot] as number);
      aside[slot] = level + apart - around - (this.smooth[slot] as number) - (this.week[offset + slot] as number);
    }
    const half = Math.round(period / 48);
    smoothRound(aside, half).forEach((move, slot) => {
      this.week[offset + slot] = (this.week[offset + slot] as number) + weekGain * move;
    });
    smoothRound(left, half).forEach((move, slot) => {
      this.spread[slot] = Math.max(0, (this.spread[slot] as number) + gain * move);
    });
    for (let slot = 0; slot < period; slot++)
      this.#raw[slot] = (this.#raw[slot] as number) + gain * (fresh[slot] as number);
    this.smooth.set(smoothRound(this.#raw, Math.round(period / 96)));
    for (let slot = 0; slot < period; slot++)
      this.detail[slot] = (this.#raw[slot] as number) - (this.smooth[slot] as number);
    return { level, limit, around };
  }

  save(): Json {
    return [this.period, this.#days, ...[this.#raw, this.week, this.spread, this.#levels].map(saveNumbers)];
  }

  /** @throws ForecastFault `bad-saved` */
  static restore(saved: Json | undefined): DailyShape {
    if (!Array.isArray(saved)) throw new ForecastFault('bad-saved', 'the shape of a day is not there');
    const [period, days, raw, week, spread, levels] = saved as readonly Json[];
    const rows = [raw, week, spread, levels].map(restoreNumbers) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const isWhole = (number: Json | undefined): number is number => Number.isInteger(number) && (number as number) >= 0;
    if (!(isWhole(period) && isWhole(days) && period >= 2 && rows[0].length === period))
      throw new ForecastFault('bad-saved', 'the shape of a day has no period');
    if (
      !(
        rows[1].length === period * WEEKDAYS &&
        rows[2].length === period &&
        rows.every((row) => row.every(Number.isFinite))
      )
    )
      throw new ForecastFault('bad-saved', 'the shape of a day is not whole');
    const shape = new DailyShape(period);
    shape.#days = days;
    shape.#raw.set(rows[0]);
    shape.week.set(rows[1]);
    shape.spread.set(rows[2]);
    shape.#levels = [...rows[3]];
    shape.smooth.set(smoothRound(shape.#raw, Math.round(period / 96)));
    shape.detail.set(shape.#raw.map((value, slot) => value - (shape.smooth[slot] as number)));
    return shape;
  }
}

/**
 * The mean of each number and its neighbours up to `half` places away, round the ends.
 *
 * @example
 * smoothRound(new Float64Array([3, 0, 0, 0]), 1) // => new Float64Array([1, 1, 0, 1])
 */
export function smoothRound(values: Float64Array, half: number): Float64Array {
  const size = values.length;
  const width = 2 * half + 1;
  if (half < 1 || width > size) return Float64Array.from(values);
  const prefix = new Float64Array(size + width);
  for (let index = 0; index < size + width - 1; index++)
    prefix[index + 1] = (prefix[index] as number) + (values[(index - half + size) % size] as number);
  return values.map((_, index) => ((prefix[index + width] as number) - (prefix[index] as number)) / width);
}

/** The level of a day, and how far from it a sample may count: where nearly all samples are equal, as far as 1 in 50 is. */
function levelAndLimit(known: Float64Array): { level: number; limit: number } {
  const level = median(known);
  const apart = known.map((value) => Math.abs(value - level));
  const typical = median(apart);
  return { level, limit: Math.max(FAR * 1.4826 * typical, apart[Math.floor(apart.length * 0.98) - 1] ?? 0) };
}
