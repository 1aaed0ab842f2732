import {
  checkSamples,
  keptFrom,
  RESOLUTIONS,
  type Resolution,
  type SeriesRange,
  type SeriesRetention,
  type SeriesStore,
  type StoredSample,
} from './series-store.ts';
import { placeOf, putSample, samplesBetween } from './sorted-samples.ts';

type Kept = Record<Resolution, StoredSample[]>;

/** Keeps series in this process: for tests, and for one scaler that may begin anew. */
export class SeriesStoreMemory implements SeriesStore {
  readonly #series = new Map<string, Kept>();
  readonly #retention: SeriesRetention;
  readonly #pruneMost: number;

  constructor(retention: SeriesRetention = {}, pruneMost = 100_000) {
    this.#retention = retention;
    this.#pruneMost = pruneMost;
  }

  async append(
    workload: string,
    metric: string,
    samples: readonly StoredSample[],
    resolution: Resolution = 'raw',
  ): Promise<void> {
    checkSamples(samples);
    const key = JSON.stringify([workload, metric]);
    const kept = this.#series.get(key) ?? { raw: [], processed: [], hour: [] };
    if (samples.length > 0) this.#series.set(key, kept);
    for (const { at, value, max } of samples) {
      putSample(kept[resolution], max === undefined ? { at, value } : { at, value, max });
    }
  }

  async read(workload: string, metric: string, range: SeriesRange): Promise<readonly StoredSample[]> {
    const kept = this.#series.get(JSON.stringify([workload, metric]));
    return kept === undefined ? [] : samplesBetween(kept[range.resolution], range.fromAt, range.toAt);
  }

  async prune(now: number): Promise<number> {
    const from = keptFrom(now, this.#retention);
    let left = this.#pruneMost;
    for (const [key, kept] of this.#series) {
      for (const resolution of RESOLUTIONS) {
        const old = Math.min(left, placeOf(kept[resolution], from[resolution]));
        kept[resolution].splice(0, old);
        left -= old;
      }
      if (RESOLUTIONS.every((resolution) => kept[resolution].length === 0)) this.#series.delete(key);
      if (left === 0) break;
    }
    return this.#pruneMost - left;
  }

  async close(): Promise<void> {
    this.#series.clear();
  }
}
