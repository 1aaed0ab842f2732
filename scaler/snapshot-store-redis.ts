import type { Logger } from './logger.ts';
import type { RedisLink } from './redis-link.ts';
import type { Snapshot } from './snapshot.ts';
import { parseSnapshot } from './snapshot-parse.ts';
import type { SnapshotStore, Unwatch } from './snapshot-store.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';

/** Keeps a snapshot if it was decided later than the one that is there, and tells everybody. */
const PUT_LATER = `
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and tonumber(before) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('PUBLISH', KEYS[2], ARGV[3])
return 1
`;

/** What was published while nobody heard it is looked for so often. */
const LOOK_MS = 30_000;
const PAGE = '200';

/**
 * Keeps snapshots where replicas share them. What is asked is answered from this process' memory, which hears of every
 * snapshot; while Redis is gone, each replica answers from its own decisions.
 */
export class SnapshotStoreRedis implements SnapshotStore {
  readonly #memory = new SnapshotStoreMemory();
  readonly #redis: RedisLink;
  readonly #log: Logger;
  readonly #prefix: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(redis: RedisLink, prefix: string, log: Logger) {
    this.#redis = redis;
    this.#log = log;
    this.#prefix = prefix;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Takes in what others decided before it resolves; without Redis it begins empty. */
  static async open(redis: RedisLink, prefix: string, log: Logger): Promise<SnapshotStoreRedis> {
    const store = new SnapshotStoreRedis(redis, prefix, log);
    await redis.subscribe(store.#key, (text) => store.#take(text));
    redis.whenBack(() => void store.#look());
    await store.#look();
    return store;
  }

  latest(workload: string): Snapshot | undefined {
    return this.#memory.latest(workload);
  }

  /** @throws Error where Redis cannot be reached; this process answers from it all the same */
  async put(snapshot: Snapshot): Promise<void> {
    await this.#memory.put(snapshot);
    const told = [snapshot.workload, String(snapshot.decidedAt), JSON.stringify(snapshot)];
    await this.#redis.sendCommand(['EVAL', PUT_LATER, '2', `${this.#key}:at`, this.#key, ...told]);
  }

  watch(workload: string, listener: (snapshot: Snapshot) => void): Unwatch {
    return this.#memory.watch(workload, listener);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  get #key(): string {
    // Braces keep both keys on one node of a cluster.
    return `{${this.#prefix}:snapshots}`;
  }

  /** Takes in all that is kept; of what is known already nothing changes. */
  async #look(): Promise<void> {
    try {
      let cursor = '0';
      do {
        const answer = await this.#redis.sendCommand(['HSCAN', this.#key, cursor, 'COUNT', PAGE]);
        const [next, fields] = answer as [string, string[]];
        for (let index = 1; index < fields.length; index += 2) this.#take(fields[index] as string);
        cursor = next;
      } while (cursor !== '0');
    } catch (error) {
      this.#log.log('debug', 'snapshots-unseen', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #take(text: string): void {
    try {
      void this.#memory.put(parseSnapshot(JSON.parse(text)));
    } catch (error) {
      this.#log.log('warn', 'snapshot-refused', { reason: error instanceof Error ? error.message : String(error) });
    }
  }
}
