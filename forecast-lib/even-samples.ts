import { median } from 'simple-statistics';
import { ForecastFault } from './forecast-fault.ts';
import { parseSeries, type Series } from './series.ts';

/** A time in epoch milliseconds, and what was measured then; null or NaN where it is missing. */
export type Sample = readonly [atMs: number, value: number | null];

/**
 * Even steps from samples at any times, in any order. Samples at one time count as one, their mean; each step is the
 * mean of its samples, and missing where it has fewer than half of the samples that a step usually (median) has.
 *
 * Where samples come about once a step, each goes to the nearest step, so that a late sampler leaves no holes, and
 * steps lie on whole multiples of the step since the epoch if the samples do so within a quarter of a step, else where
 * the samples lie. Where they come more often, a step is all from its time, a whole multiple, to before the next.
 *
 * Epoch milliseconds know no daylight saving. Wall-clock times that were read as if they were UTC have an hour without
 * samples in spring, which becomes missing, and one with two samples for each time in autumn, which become their mean;
 * all between the two days lies an hour aside, so turn wall-clock times into epoch times with their zone if you can.
 *
 * @param stepSeconds the median difference unless told, moved to a usual step (5 min, 1 h …) within 2 percent of it
 * @throws ForecastFault `bad-samples`, `bad-value`, `bad-step`, `all-missing`
 * @example
 * evenSamples([[0, 1], [60_000, 2], [180_400, 4], [240_000, 5]]).values // => new Float64Array([1, 2, NaN, 4, 5])
 * evenSamples([[0, 1], [60_000, 2], [120_000, 4]], 120).values // => new Float64Array([1.5, 4])
 */
export function evenSamples(samples: readonly Sample[], stepSeconds?: number): Series {
  const sorted = distinctTimes(samples);
  const usual = usualSeconds(sorted);
  const step = stepSeconds ?? nearUsual(usual);
  if (!(Number.isFinite(step) && step > 0)) {
    if (stepSeconds === undefined) throw new ForecastFault('bad-samples', 'one time only: give the step');
    throw new ForecastFault('bad-step', `${step}`);
  }
  const stepMs = step * 1000;
  const once = !(usual <= step / 2);
  const phase = once ? phaseMs(sorted, stepMs) : 0;
  const bucketAt = (at: number) => Math.floor((at - phase) / stepMs + (once ? 0.5 : 0));
  const first = bucketAt(sorted[0]?.at as number);
  const length = bucketAt(sorted.at(-1)?.at as number) - first + 1;
  if (length > LONGEST) throw new ForecastFault('bad-samples', `they span ${length} steps of ${step} s`);
  const values = means(sorted, length, (at) => bucketAt(at) - first);
  return parseSeries({ values, stepSeconds: step, startAt: first * stepMs + phase });
}

/** 19 years of five minutes: one sample from 1970 must not fill the memory. */
const LONGEST = 2_000_000;

interface Known {
  readonly at: number;
  readonly sum: number;
  readonly count: number;
}

/** Oldest first, each time once. What is missing keeps its time and counts nothing. */
function distinctTimes(samples: readonly Sample[]): Known[] {
  if (samples.length === 0) throw new ForecastFault('bad-samples', 'there are none');
  const sums = new Map<number, { at: number; sum: number; count: number }>();
  for (const [at, value] of samples) {
    if (!Number.isFinite(at)) throw new ForecastFault('bad-samples', `a time is ${at}`);
    const known = sums.get(at) ?? { at, sum: 0, count: 0 };
    sums.set(at, known);
    if (value === null || Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) throw new ForecastFault('bad-value', `${value} at ${at}`);
    known.sum += value;
    known.count++;
  }
  return [...sums.values()].sort((one, other) => one.at - other.at);
}

/** Median of the differences, NaN for a single time. */
function usualSeconds(sorted: readonly Known[]): number {
  const differences = sorted.slice(1).map(({ at }, index) => (at - (sorted[index]?.at as number)) / 1000);
  return differences.length === 0 ? Number.NaN : median(differences);
}

const MINUTE = 60;
const HOUR = 3_600;
const USUAL_STEPS = [
  ...[1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12, 24, 168].map((hours) => hours * HOUR),
];

function nearUsual(seconds: number): number {
  return USUAL_STEPS.find((step) => Math.abs(seconds / step - 1) <= 0.02) ?? seconds;
}

/** How far after a whole multiple of the step the samples lie: 0 if within a quarter of a step. A mean on the circle. */
function phaseMs(sorted: readonly Known[], stepMs: number): number {
  let across = 0;
  let along = 0;
  for (const { at } of sorted) {
    const angle = (2 * Math.PI * (at % stepMs)) / stepMs;
    across += Math.sin(angle);
    along += Math.cos(angle);
  }
  const share = Math.atan2(across, along) / (2 * Math.PI);
  return Math.abs(share) <= 0.25 ? 0 : Math.round(share * stepMs);
}

function means(sorted: readonly Known[], length: number, bucketAt: (at: number) => number): Float64Array {
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  for (const { at, sum, count } of sorted) {
    if (count === 0) continue;
    const bucket = bucketAt(at);
    sums[bucket] = (sums[bucket] as number) + sum / count;
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  const filled = Array.from(counts).filter((count) => count > 0);
  const fewest = filled.length === 0 ? 1 : Math.max(1, median(filled) / 2);
  return sums.map((sum, bucket) => {
    const count = counts[bucket] as number;
    return count >= fewest ? sum / count : Number.NaN;
  });
}
