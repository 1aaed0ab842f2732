import { ForecastFault } from './forecast-fault.ts';

/** Numbers at even steps of time, oldest first; a missing sample is NaN. At least one sample is a number. */
export interface Series {
  readonly values: Float64Array;
  /** Seconds between two samples. */
  readonly stepSeconds: number;
  /** When the first sample was taken, in epoch milliseconds. What has no clock starts at 0. */
  readonly startAt: number;
}

/** What a series is made of, as a caller has it. */
export interface SeriesInput {
  readonly values: ArrayLike<number | null>;
  readonly stepSeconds: number;
  readonly startAt?: number;
}

/**
 * Checks what a caller has, and copies it.
 *
 * @throws ForecastFault `empty-series`, `all-missing`, `bad-value`, `bad-step`, `bad-start`
 * @example
 * parseSeries({ values: [3, null, 4], stepSeconds: 300 }).values // => new Float64Array([3, NaN, 4])
 */
export function parseSeries({ values, stepSeconds, startAt = 0 }: SeriesInput): Series {
  if (!(Number.isFinite(stepSeconds) && stepSeconds > 0)) throw new ForecastFault('bad-step', `${stepSeconds}`);
  if (!Number.isFinite(startAt)) throw new ForecastFault('bad-start', `${startAt}`);
  if (values.length === 0) throw new ForecastFault('empty-series');
  const copy = new Float64Array(values.length);
  let present = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (typeof value !== 'number' || Math.abs(value) === Number.POSITIVE_INFINITY)
      throw new ForecastFault('bad-value', `${value} at ${index}`);
    copy[index] = value;
    if (!Number.isNaN(value)) present++;
  }
  if (present === 0) throw new ForecastFault('all-missing');
  return { values: copy, stepSeconds, startAt };
}

/**
 * When the sample at an index is taken, in epoch milliseconds; an index past the end is in the future.
 *
 * @example
 * timeAt({ values: new Float64Array([1, 2]), stepSeconds: 60, startAt: 1_000 }, 2) // => 121000
 */
export function timeAt(series: Series, index: number): number {
  return series.startAt + index * series.stepSeconds * 1000;
}

const DAY_SECONDS = 86_400;

/**
 * Steps in a day, or 0 where a day is not a whole number of at least two steps.
 *
 * @example
 * stepsPerDay(300) // => 288
 */
export function stepsPerDay(stepSeconds: number): number {
  const steps = DAY_SECONDS / stepSeconds;
  return steps >= 2 && Number.isInteger(steps) ? steps : 0;
}
