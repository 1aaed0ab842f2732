import type { RedisCommands } from './row-keeper-redis.ts';
import { ScalerFault } from './scaler-fault.ts';
import { ADD_SAMPLES } from './series-script.ts';
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

/** How long anything may take before it counts as unavailable, in milliseconds. */
const COMMAND_MS = 3_000;
/** Samples of one script and entries of one answer: a Redis does nothing else meanwhile. */
const BATCH = 1_000;
const PAGE = 10_000;
const DAY_MS = 86_400_000;

/** The streams of each series by its resolution. */
const TOPICS: Readonly<Record<Resolution, string>> = {
  raw: 'metrics.raw',
  processed: 'metrics.processed',
  hour: 'metrics.aggregated',
};

/**
 * Keeps series in Redis Streams, for several replicas: an entry's id is the sample's time, so two replicas that collect
 * the same sample write it once, and others may follow a stream as it grows. A stream takes no id before its last: what
 * comes late, or is written again with another number, lies beside it in a sorted set and is read with it.
 */
export class SeriesStoreRedis implements SeriesStore {
  readonly #redis: RedisCommands;
  readonly #prefix: string;
  readonly #retention: SeriesRetention;
  readonly #pruneMost: number;
  #cursor = '0';

  constructor(redis: RedisCommands, prefix: string, retention: SeriesRetention = {}, pruneMost = 20_000) {
    this.#redis = redis;
    this.#prefix = prefix;
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
    if (samples.length === 0) return;
    const name = nameOf(workload, metric);
    // Before the samples: a series that is in no list is never pruned.
    await this.#send('SADD', this.#list(), name);
    const { stream, late } = this.#keys(name, resolution);
    for (let from = 0; from < samples.length; from += BATCH) {
      const parts = samples
        .slice(from, from + BATCH)
        .flatMap(({ at, value, max }) => [`${at}`, `${value}`, `${max ?? ''}`]);
      await this.#send('EVAL', ADD_SAMPLES, '2', stream, late, `${this.#expiryMs(resolution)}`, ...parts);
    }
  }

  async read(
    workload: string,
    metric: string,
    { fromAt, toAt, resolution }: SeriesRange,
  ): Promise<readonly StoredSample[]> {
    if (toAt < Math.max(0, fromAt)) return [];
    const { stream, late } = this.#keys(nameOf(workload, metric), resolution);
    const found: StoredSample[] = [];
    let start = `${Math.max(0, Math.ceil(fromAt))}`;
    for (;;) {
      const answer = await this.#send('XRANGE', stream, start, `${Math.floor(toAt)}`, 'COUNT', `${PAGE}`);
      const entries = answer as Array<[string, string[]]>;
      for (const [id, fields] of entries) found.push(entryOf(id, fields));
      if (entries.length < PAGE) break;
      start = `(${entries.at(-1)?.[0]}`;
    }
    const beside = (await this.#send('ZRANGEBYSCORE', late, `${fromAt}`, `${toAt}`)) as string[];
    return beside.length === 0 ? found : merge(found, beside.map(memberOf));
  }

  async prune(now: number): Promise<number> {
    const from = keptFrom(now, this.#retention);
    let left = this.#pruneMost;
    do {
      const [cursor, names] = (await this.#send('SSCAN', this.#list(), this.#cursor, 'COUNT', '100')) as [
        string,
        string[],
      ];
      for (const name of names) {
        for (const resolution of RESOLUTIONS) left -= await this.#pruneOne(name, resolution, from[resolution], left);
        // The rest of these names are seen again, since the cursor is not moved.
        if (left <= 0) return this.#pruneMost - left;
        await this.#forgetEmpty(name);
      }
      this.#cursor = cursor;
    } while (this.#cursor !== '0');
    return this.#pruneMost - left;
  }

  /** The connection is whoever's who gave it. */
  async close(): Promise<void> {}

  async #pruneOne(name: string, resolution: Resolution, from: number, most: number): Promise<number> {
    if (most <= 0 || from <= 0) return 0;
    const { stream, late } = this.#keys(name, resolution);
    const count = `${Math.min(most, BATCH)}`;
    const entries = (await this.#send('XRANGE', stream, '-', `(${from}-0`, 'COUNT', count)) as Array<[string, unknown]>;
    const last = entries.at(-1)?.[0];
    if (last !== undefined) await this.#send('XTRIM', stream, 'MINID', '=', `${Number.parseInt(last, 10) + 1}-0`);
    const old = (await this.#send('ZRANGEBYSCORE', late, '-inf', `(${from}`, 'LIMIT', '0', count)) as string[];
    if (old.length > 0) await this.#send('ZREM', late, ...old);
    return entries.length + old.length;
  }

  async #forgetEmpty(name: string): Promise<void> {
    const keys = RESOLUTIONS.flatMap((resolution) => Object.values(this.#keys(name, resolution)));
    if (Number(await this.#send('EXISTS', ...keys)) === 0) await this.#send('SREM', this.#list(), name);
  }

  #list(): string {
    return `${this.#prefix}:metrics.series`;
  }

  /** All keys of a series share a hash tag, so that a script may change them on a cluster too. */
  #keys(name: string, resolution: Resolution): { readonly stream: string; readonly late: string } {
    const stream = `${this.#prefix}:${TOPICS[resolution]}:{${name}}`;
    return { stream, late: `${stream}:late` };
  }

  /** A series that nobody writes to any more goes by itself. */
  #expiryMs(resolution: Resolution): number {
    return DAY_MS - keptFrom(0, this.#retention)[resolution];
  }

  async #send(...args: readonly string[]): Promise<unknown> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${COMMAND_MS} ms`)), COMMAND_MS);
    try {
      return await Promise.race([this.#redis.sendCommand([...args]), late]);
    } catch (error) {
      throw new ScalerFault('series', [error instanceof Error ? error.message : String(error)], error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Without a brace or a slash of its own, so that no name can pass for another or for a hash tag. */
function nameOf(workload: string, metric: string): string {
  return `${encodeURIComponent(workload)}/${encodeURIComponent(metric)}`;
}

function entryOf(id: string, fields: readonly string[]): StoredSample {
  const [, value, , max = ''] = fields;
  return sampleOf(id.slice(0, id.indexOf('-')), value ?? '', max);
}

function memberOf(member: string): StoredSample {
  const [at = '', value = '', max = ''] = member.split(' ');
  return sampleOf(at, value, max);
}

function sampleOf(at: string, value: string, max: string): StoredSample {
  const sample = { at: Number(at), value: Number(value) };
  return max === '' ? sample : { ...sample, max: Number(max) };
}

/** Of two for one time, the one beside the stream was written later. */
function merge(found: readonly StoredSample[], beside: readonly StoredSample[]): StoredSample[] {
  const byTime = new Map([...found, ...beside].map((sample) => [sample.at, sample]));
  return [...byTime.values()].sort((one, other) => one.at - other.at);
}
