import type { Forecast } from '#forecast-lib';
import { type AnalyticsColumns, type AnalyticsQuery, BANDS, type Band, type Column } from './analytics.ts';
import type { Row } from './analytics-book.ts';
import { PACE_MS } from './analytics-forecaster.ts';

/** Values at even times, as a forecast has them and as they are kept. */
export interface Path {
  readonly startAt: number;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

/** What was said a lead before, and the band that was said with it. */
export type Issued = Readonly<Record<'predicted' | 'predictedLow' | 'predictedHigh', Path>>;

/** A forecast as JSON: small, with no more digits than people read. */
export interface Ahead {
  /** The last sample that it knew. */
  readonly madeAt: number;
  readonly startAt: number;
  readonly paths: Readonly<Record<'mean' | Band, readonly number[]>>;
}

export function aheadOf(forecast: Forecast): Ahead {
  const bands = Object.keys(BANDS).map((band, index) => [band, rounded(forecast.quantiles[index] ?? [])]);
  const { startAt, mean } = forecast;
  return { madeAt: startAt - PACE_MS, startAt, paths: { mean: rounded(mean), ...Object.fromEntries(bands) } };
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.max(0, Math.round(value * 100) / 100));
}

/** The times of a question: whole multiples of its step, from its beginning to its end. */
export function timesOf({ fromAt, toAt, stepSeconds }: AnalyticsQuery): number[] {
  const stepMs = stepSeconds * 1000;
  const first = Math.ceil(fromAt / stepMs);
  return Array.from(
    { length: Math.max(0, Math.floor(toAt / stepMs) - first + 1) },
    (_, index) => (first + index) * stepMs,
  );
}

/** The mean of the rows of each step that is over; null where a step has none, or goes on. */
export function meansOf(rows: readonly Row[], times: readonly number[], stepMs: number, lastAt: number): Column {
  const sums = new Map<number, { total: number; samples: number }>();
  for (const { at, total, samples } of rows) {
    const end = Math.ceil(at / stepMs) * stepMs;
    const sum = sums.get(end) ?? { total: 0, samples: 0 };
    sums.set(end, sum);
    sum.total += total;
    sum.samples += samples;
  }
  return times.map((at) => {
    const sum = at <= lastAt ? sums.get(at) : undefined;
    return sum === undefined ? null : round(sum.total / sum.samples);
  });
}

/**
 * A path at other times: between its points on a straight line, over longer steps their mean; null outside of it and beside
 * what it does not know.
 *
 * @example
 * alongPath({ startAt: 0, stepMs: 300_000, values: [2, 4, null] }, [0, 150_000, 400_000, 900_000], 60_000) // => [2, 3, null, null]
 * alongPath({ startAt: 0, stepMs: 300_000, values: [2, 4, 6] }, [600_000], 600_000) // => [5]
 */
export function alongPath({ startAt, stepMs, values }: Path, times: readonly number[], overMs: number): Column {
  return times.map((at) => {
    const place = (at - startAt) / stepMs;
    if (overMs <= stepMs)
      return between(values[Math.floor(place)], values[Math.ceil(place)], place - Math.floor(place));
    const points = Math.round(overMs / stepMs);
    const slice = values.slice(Math.max(0, Math.floor(place) - points + 1), Math.max(0, Math.floor(place) + 1));
    const known = slice.filter((value) => value !== null);
    if (known.length < points / 2) return null;
    return round(known.reduce((sum, value) => sum + value, 0) / known.length);
  });
}

function between(low: number | null | undefined, high: number | null | undefined, share: number): number | null {
  if (low === null || low === undefined || high === null || high === undefined) return null;
  return round(low + (high - low) * share);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The columns of an answer. What is predicted for the past is what was said then; what comes is what is said now. */
export function columnsFrom(
  query: AnalyticsQuery,
  known: { readonly value: Column; readonly issued: Issued; readonly ahead: Ahead | undefined },
): AnalyticsColumns {
  const at = timesOf(query);
  const stepMs = query.stepSeconds * 1000;
  const { value, issued, ahead } = known;
  const future = (values: readonly number[] = []) => {
    const path = { startAt: ahead?.startAt ?? 0, stepMs: PACE_MS, values };
    return alongPath(path, at, stepMs);
  };
  const bands = Object.keys(BANDS).map((band) => [band, future(ahead?.paths[band as Band])] as const);
  return {
    at,
    value,
    predicted: alongPath(issued.predicted, at, stepMs),
    predictedLow: alongPath(issued.predictedLow, at, stepMs),
    predictedHigh: alongPath(issued.predictedHigh, at, stepMs),
    mean: future(ahead?.paths.mean),
    ...(Object.fromEntries(bands) as Record<Band, Column>),
  };
}
