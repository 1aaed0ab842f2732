import { DailyShape } from './daily-shape.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Json } from './model.ts';
import { type BeyondSums, beyondSums, profileFeatures, spikeFree } from './profile-features.ts';
import { shapeAt, shapeUnits } from './profile-history.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

/** Days that the slow and the long mean look back. */
const SLOW_DAYS = 4;
const LONG_DAYS = 21;
/** Steps of a day where there is no season. */
const NO_SEASON = 64;

/** What a seasonal profile knows of now; each `update` costs a few operations, and once a day some for each slot. */
export class ProfileState {
  readonly stepSeconds: number;
  readonly period: number;
  #startAt: number;
  readonly #limit: number;
  readonly #shape: DailyShape | undefined;
  readonly #shares: Float64Array;
  /** What the last samples are beyond the shape, oldest first. */
  #recent: Float64Array;
  /** Samples since the last whole day. */
  #today: number[];
  #means: RunningMeans;
  #sums: BeyondSums | undefined;
  #units: Float64Array | undefined;

  constructor(parts: ProfileStateParts) {
    this.stepSeconds = parts.stepSeconds;
    this.period = parts.period;
    this.#startAt = parts.startAt;
    this.#limit = parts.limit;
    this.#shape = parts.shape;
    this.#shares = parts.shares;
    this.#recent = parts.recent;
    this.#today = parts.today;
    this.#means = parts.means;
  }

  /** When the next sample is, in epoch milliseconds. */
  get startAt(): number {
    return this.#startAt;
  }

  /** What is told without the features: the shape at a lead and the mean of late; and how uneven the series is there. */
  told(lead: number): { told: number; unit: number } {
    const { slow } = this.#means;
    if (this.#shape === undefined) return { told: slow, unit: 1 };
    this.#units ??= shapeUnits(this.#shape);
    const place = this.#today.length + lead - 1;
    const slot = place % this.period;
    const day = this.#shape.days + Math.floor(place / this.period);
    return { told: slow + shapeAt(this.#shape, this.#shares, day, slot), unit: this.#units[slot] as number };
  }

  features(lead: number, out: Float64Array): void {
    this.#sums ??= beyondSums(this.#recent, this.#limit);
    profileFeatures(this.#sums, this.#recent.length - 1, lead, this.period, this.#means, out);
  }

  update(value: number): void {
    const shape = this.#shape;
    const { told } = this.told(1);
    const beyond = value - (told - this.#means.slow);
    this.#recent.copyWithin(0, 1);
    const last = this.#recent.length - 1;
    this.#recent[last] = beyond;
    if (last > 0) this.#means = nextMeans(this.#means, spikeFree(this.#recent, last - 1, this.#limit), this.period);
    this.#sums = undefined;
    this.#startAt += this.stepSeconds * 1000;
    if (shape === undefined) return;
    this.#today.push(value);
    if (this.#today.length < this.period) return;
    shape.take(this.#today);
    this.#today = [];
    this.#units = undefined;
  }

  save(): Json {
    const { slow, long, seen } = this.#means;
    const numbers = [this.stepSeconds, this.period, this.#startAt, this.#limit, slow, long, seen];
    const { shape, shares, recent, today } = {
      shape: this.#shape,
      shares: this.#shares,
      recent: this.#recent,
      today: this.#today,
    };
    return [saveNumbers(numbers), shape?.save() ?? null, saveNumbers(shares), saveNumbers(recent), saveNumbers(today)];
  }

  /** @throws ForecastFault `bad-saved` */
  static restore(saved: Json | undefined): ProfileState {
    if (!Array.isArray(saved)) throw new ForecastFault('bad-saved', 'the state of a profile is not there');
    const [numbers, shape, shares, recent, today] = saved as readonly Json[];
    const row = restoreNumbers(numbers);
    const [stepSeconds, period, startAt, limit, slow, long, seen] = row as unknown as NumberRow;
    const state = new ProfileState({
      ...{ stepSeconds, period, startAt, limit, means: { slow, long, seen } },
      shape: shape === null ? undefined : DailyShape.restore(shape),
      shares: restoreNumbers(shares),
      recent: restoreNumbers(recent),
      today: [...restoreNumbers(today)],
    });
    if (!(row.length === 7 && row.every(Number.isFinite) && state.#isWhole()))
      throw new ForecastFault('bad-saved', 'the state of a profile is not whole');
    return state;
  }

  #isWhole(): boolean {
    const { period } = this;
    const shapePeriod = this.#shape?.period ?? 0;
    return (
      (this.#shape === undefined ? period < 2 : period === shapePeriod) &&
      this.stepSeconds > 0 &&
      this.#shares.length === 3 &&
      this.#shares.every(Number.isFinite) &&
      this.#recent.length === recentSteps(period) &&
      this.#today.length <= Math.max(0, shapePeriod - 1)
    );
  }
}

/** Samples that are remembered one by one. */
export function recentSteps(period: number): number {
  return Math.max(period, NO_SEASON);
}

type NumberRow = readonly [number, number, number, number, number, number, number];

export interface ProfileStateParts {
  readonly stepSeconds: number;
  readonly period: number;
  readonly startAt: number;
  readonly limit: number;
  readonly shape: DailyShape | undefined;
  readonly shares: Float64Array;
  readonly recent: Float64Array;
  readonly today: number[];
  readonly means: RunningMeans;
}

/** Means that forget: of late, and of all time. */
export interface RunningMeans {
  readonly slow: number;
  readonly long: number;
  /** Samples they have seen. */
  readonly seen: number;
}

/** The means after one more sample; a missing one changes nothing. */
export function nextMeans(means: RunningMeans, value: number, period: number): RunningMeans {
  if (Number.isNaN(value)) return means;
  const { slow, long, seen } = means;
  const day = period > 1 ? period : NO_SEASON;
  const slowGain = Math.max(1 / (seen + 1), 1 / (SLOW_DAYS * day));
  const longGain = Math.max(1 / (seen + 1), 1 / (LONG_DAYS * day));
  return { slow: slow + slowGain * (value - slow), long: long + longGain * (value - long), seen: seen + 1 };
}
