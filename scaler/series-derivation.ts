import { type CleanedSamples, cleanSamples } from './clean-samples.ts';
import { hourlySamples } from './hourly-samples.ts';
import type { SeriesStore } from './series-store.ts';

const HOUR_MS = 3_600_000;
/** What a sample is compared with when it is cleaned: its neighbours before it, and a few days for its season. */
const CONTEXT_MS = 3 * 24 * HOUR_MS;

/** What of a raw series is to be cleaned: at and between two times, in epoch milliseconds. */
export interface Derivation {
  readonly fromAt: number;
  readonly toAt: number;
  readonly stepSeconds: number;
}

/**
 * Makes the processed and the hourly samples of a time from the raw ones, and keeps them beside. To be called again for a
 * time that got more samples: what is made replaces what was made before. Hours are made when they have ended.
 *
 * @returns what was cleaned, in that time alone
 * @throws ScalerFault `series`
 */
export async function deriveSeries(
  store: SeriesStore,
  workload: string,
  metric: string,
  { fromAt, toAt, stepSeconds }: Derivation,
): Promise<CleanedSamples> {
  const hourFrom = Math.floor(fromAt / HOUR_MS) * HOUR_MS;
  const hourEnd = Math.floor((toAt + 1) / HOUR_MS) * HOUR_MS;
  // A step has samples until the next one begins.
  const range = {
    fromAt: Math.max(0, hourFrom - CONTEXT_MS),
    toAt: toAt + stepSeconds * 1000,
    resolution: 'raw',
  } as const;
  const cleaned = cleanSamples(await store.read(workload, metric, range), stepSeconds);
  const within = (at: number) => at >= fromAt && at <= toAt;
  const samples = cleaned.samples.filter(({ at }) => within(at));
  const ended = cleaned.samples.filter(({ at }) => at >= hourFrom && at < hourEnd);
  await store.append(workload, metric, samples, 'processed');
  await store.append(workload, metric, hourlySamples(ended, stepSeconds), 'hour');
  return {
    samples,
    outliers: cleaned.outliers.filter(within),
    gaps: cleaned.gaps.filter((gap) => gap.toAt >= fromAt && gap.fromAt <= toAt),
  };
}
