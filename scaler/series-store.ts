import type { Sample } from './collector.ts';
import { ScalerFault } from './scaler-fault.ts';

/** As it was collected; cleaned and at even steps; one for each hour. */
export type Resolution = 'raw' | 'processed' | 'hour';
export const RESOLUTIONS: readonly Resolution[] = ['raw', 'processed', 'hour'];

/** A sample as it is kept. Of an hour, the value is the mean and `max` the largest. */
export interface StoredSample extends Sample {
  readonly max?: number;
}

/** Samples at and between two times, in epoch milliseconds. */
export interface SeriesRange {
  readonly fromAt: number;
  readonly toAt: number;
  readonly resolution: Resolution;
}

/** How long samples are kept. */
export interface SeriesRetention {
  readonly rawDays?: number;
  readonly processedDays?: number;
  readonly hourDays?: number;
}

/**
 * Keeps the series of every metric of every workload. A gap is samples that are not there.
 *
 * - What `append` resolved for MUST be there after a crash of this process, unless the keeper is this process' memory; a
 *   batch that was cut off MUST leave no half sample. Samples come in any order, and again: the last one written for a
 *   time MUST be the one that is read.
 * - `read` MUST answer rising in time, one for each time, every number exactly as it was written.
 * - Series MUST NOT touch each other, whatever workloads and metrics are called.
 * - `prune` MUST forget only what is older than its resolution is kept, and no more at once than a bound, so that it never
 *   holds up the process: what is left over goes the next time.
 * - What is not a finite number at a whole millisecond MUST be refused, and the whole batch with it.
 */
export interface SeriesStore {
  /** @throws ScalerFault `series` */
  append(workload: string, metric: string, samples: readonly StoredSample[], resolution?: Resolution): Promise<void>;
  /** @throws ScalerFault `series` */
  read(workload: string, metric: string, range: SeriesRange): Promise<readonly StoredSample[]>;
  /** How many went. @throws ScalerFault `series` */
  prune(now: number): Promise<number>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/**
 * The time before which each resolution is forgotten: raw and processed after 90 days, hours after a year.
 *
 * @example
 * keptFrom(8_000_000_000, {}).raw // => 224000000
 */
export function keptFrom(now: number, retention: SeriesRetention): Readonly<Record<Resolution, number>> {
  const { rawDays = 90, processedDays = rawDays, hourDays = 365 } = retention;
  return { raw: now - rawDays * DAY_MS, processed: now - processedDays * DAY_MS, hour: now - hourDays * DAY_MS };
}

/** @throws ScalerFault `series` where a sample cannot be kept */
export function checkSamples(samples: readonly StoredSample[]): void {
  for (const { at, value, max = 0 } of samples) {
    if (Number.isSafeInteger(at) && at >= 0 && Number.isFinite(value) && Number.isFinite(max)) continue;
    throw new ScalerFault('series', [`a sample at ${at} of ${value}, only finite numbers at whole milliseconds are`]);
  }
}
