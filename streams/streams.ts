import {
  type Durability,
  type Meter,
  type Motions,
  NO_METER,
  type OnceStore,
  type Presence,
  type RateLimiter,
  type Retention,
} from '#chat';
import { type Keeping, LIFE_MS, LIVE_MS } from './append-call.ts';
import { ControlRedis } from './control-redis.ts';
import { DurableWriters } from './durable-writers.ts';
import { newEpoch } from './epoch.ts';
import { LoadBoard } from './load-board.ts';
import { MotionsRedis } from './motions-redis.ts';
import { OnceStoreRedis } from './once-store-redis.ts';
import { KeySpace } from './partition.ts';
import { PartitionReader } from './partition-reader.ts';
import { PresenceRedis } from './presence-redis.ts';
import { RateLimiterRedis } from './rate-limiter-redis.ts';
import { connectRedis } from './redis-connection.ts';
import { unavailable } from './redis-line.ts';
import { RoomLogRedis } from './room-log-redis.ts';

export interface StreamsOptions {
  /** `redis://` or `rediss://`; of a cluster, some of its nodes, separated by commas. */
  readonly url: string;
  readonly cluster?: boolean | undefined;
  /** The authority that signed the servers' certificates, as PEM; those that the system trusts when not said. */
  readonly ca?: string | undefined;
  /** What every key begins with. */
  readonly prefix?: string | undefined;
  /** How many partitions rooms are spread over. MUST be the same for every process that shares the Redis. */
  readonly partitions?: number | undefined;
  readonly retention: Retention;
  /** When an append is answered; `redis` when not said. */
  readonly durability?: Durability | undefined;
  readonly meter?: Meter | undefined;
  /** Within this time the members of a process that died are gone, in milliseconds. */
  readonly presenceLeaseMs?: number | undefined;
  /** How far back a partition's live stream reaches, in milliseconds. */
  readonly liveMs?: number | undefined;
  /** How long a room's counter outlives its last entry, in milliseconds. MUST be the same for every process. */
  readonly lifeMs?: number | undefined;
}

export interface Streams {
  readonly log: RoomLogRedis;
  readonly presence: Presence;
  readonly motions: Motions;
  readonly limiter: RateLimiter;
  readonly loads: LoadBoard;
  readonly control: ControlRedis;
  readonly once: OnceStore;
  /**
   * Whether Redis answers, and everything that somebody listens to is being read.
   *
   * @throws ChatFault `unavailable`
   */
  check(): Promise<void>;
  /**
   * Whether what is said now would be acknowledged at this level: a sentence if not right now.
   *
   * @throws ChatFault `not-durable` when it cannot be before somebody changes Redis, `unavailable`
   */
  checkDurability(): Promise<string | undefined>;
  /** Takes this process's members out and ends every connection, timer and loop. */
  close(): Promise<void>;
}

/**
 * Opens the Redis keepers of one process. Nothing is connected until something is asked, so this neither waits nor
 * fails when Redis is away. At rest a process has one connection, and two more while it listens to any room, for the log
 * and for what is not kept (on a cluster: one for each node asked, one for each partition listened to, and one).
 *
 * The Redis MUST NOT evict keys (`maxmemory-policy noeviction`): a counter that is evicted begins again.
 */
export function openStreams(options: StreamsOptions): Streams {
  const { url, cluster, prefix = 'bw', partitions = 64, retention, meter = NO_METER } = options;
  const { durability = 'redis' } = options;
  const { presenceLeaseMs: leaseMs = 15_000, liveMs = LIVE_MS, lifeMs = LIFE_MS } = options;
  const connection = connectRedis({ url, cluster, ca: options.ca });
  const space = new KeySpace(prefix, partitions);
  const keeping: Keeping = { retention, liveMs, lifeMs };
  const reader = new PartitionReader({ connection, space, meter, liveMs });
  const writers = new DurableWriters({ connection, space, meter, durability });
  const log = new RoomLogRedis({ connection, space, reader, keeping, writers, meter });
  const presence = new PresenceRedis({ connection, space, reader, meter, liveMs, leaseMs });
  const motions = new MotionsRedis({ connection, space, meter, origin: newEpoch() });
  const control = new ControlRedis({ connection, space, reader, meter, liveMs });
  return {
    log,
    presence,
    motions,
    control,
    once: new OnceStoreRedis(connection, space),
    limiter: new RateLimiterRedis(connection, space),
    loads: new LoadBoard(connection, space),
    async check() {
      await connection.command(space.partition(0).epoch, ['PING']);
      if (!reader.alive) throw unavailable(new Error('The partitions are not being read'));
    },
    checkDurability: () => writers.check(),
    async close() {
      await control.close();
      await presence.close();
      await motions.close();
      await writers.close();
      await log.close();
      await connection.close();
    },
  };
}
