import { cleanOutliers, evenSamples, stepsPerDay } from '#forecast-lib';
import type { Sample } from './collector.ts';

/** A time without samples: the first and the last step that are missing, in epoch milliseconds. */
export interface SampleGap {
  readonly fromAt: number;
  readonly toAt: number;
}

export interface CleanedSamples {
  /** At even steps, on whole multiples of the step, without outliers; what is missing is not there. */
  readonly samples: readonly Sample[];
  /** When something stood that fitted neither its season nor its neighbours, and was put right. */
  readonly outliers: readonly number[];
  /** Between the first sample and the last, rising. */
  readonly gaps: readonly SampleGap[];
}

/**
 * An even series of samples that came at any times, in any order: those of a step become their mean, outliers what their
 * neighbours and their day say, and a gap stays a gap. Linear cost.
 *
 * @throws ForecastFault `bad-samples` where a time is no number or they span more steps than memory is for
 * @example
 * cleanSamples([{ at: 59_000, value: 1 }, { at: 120_500, value: 2 }, { at: 240_000, value: 3 }], 60).gaps // => [{ fromAt: 180000, toAt: 180000 }]
 */
export function cleanSamples(samples: readonly Sample[], stepSeconds: number): CleanedSamples {
  const known = samples.filter(({ value }) => Number.isFinite(value));
  if (known.length === 0) return { samples: [], outliers: [], gaps: [] };
  const even = evenSamples(
    known.map(({ at, value }) => [at, value]),
    stepSeconds,
  );
  const stepMs = stepSeconds * 1000;
  // Samples that lie between two steps keep their order and go to the nearer step.
  const first = Math.round(even.startAt / stepMs) * stepMs;
  const { values, indices } = cleanOutliers(even.values, stepsPerDay(stepSeconds));
  const timeOf = (index: number) => first + index * stepMs;
  const cleaned: Sample[] = [];
  for (const [index, value] of values.entries()) {
    if (!Number.isNaN(value)) cleaned.push({ at: timeOf(index), value });
  }
  return { samples: cleaned, outliers: indices.map(timeOf), gaps: gapsOf(cleaned, stepMs) };
}

function gapsOf(samples: readonly Sample[], stepMs: number): SampleGap[] {
  const gaps: SampleGap[] = [];
  for (const [index, { at }] of samples.entries()) {
    const before = samples[index - 1]?.at ?? at;
    if (at - before > stepMs) gaps.push({ fromAt: before + stepMs, toAt: at - stepMs });
  }
  return gaps;
}
