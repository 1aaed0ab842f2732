import {
  type Appended,
  ChatFault,
  type Draft,
  type LogListener,
  type LogQuery,
  type LogSlice,
  type Meter,
  type Mute,
  type RateRule,
  type RoomId,
  type RoomLog,
} from '#chat';
import {
  APPEND_SCRIPT,
  appendCall,
  appendedAt,
  type Keeping,
  lookCall,
  numbersOf,
  parseAppended,
} from './append-script.ts';
import type { DurableWriters } from './durable-writers.ts';
import type { KeySpace } from './partition.ts';
import type { PartitionReader } from './partition-reader.ts';
import { giveBack, takeFrom } from './rate-limiter-redis.ts';
import { parseSlice, READ_SCRIPT, readAt, readCall, withGap } from './read-script.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isReply, type RedisReply, unavailable } from './redis-line.ts';
import type { LiveMark } from './script-parts.ts';

/** One append of several. */
export interface AppendItem {
  readonly room: RoomId;
  readonly draft: Draft;
  readonly rate?: RateRule | undefined;
}

export interface RoomLogRedisOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly reader: PartitionReader;
  readonly keeping: Keeping;
  readonly writers: DurableWriters;
  readonly meter: Meter;
}

/**
 * Rooms in Redis Streams. An append is one command, a read is one command, and listening costs one connection a process
 * (on a cluster, one a partition), however many rooms and visitors there are.
 *
 * On a Redis Cluster a script cannot touch a visitor's pace, which belongs to no partition, together with a room. There
 * an append with a rate is two commands: pace first, room second. What is promised stays: a refused message that was
 * said already is looked up and answered as a duplicate, a duplicate is given back. What is lost is that both happen
 * at once: a process that dies between the two has charged for a message that was never said.
 */
export class RoomLogRedis implements RoomLog {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;
  readonly #reader: PartitionReader;
  readonly #keeping: Keeping;
  readonly #numbers: string;
  readonly #writers: DurableWriters;
  readonly #foreign: () => void;

  constructor({ connection, space, reader, keeping, writers, meter }: RoomLogRedisOptions) {
    this.#connection = connection;
    this.#space = space;
    this.#reader = reader;
    this.#keeping = keeping;
    this.#numbers = numbersOf(keeping);
    this.#writers = writers;
    this.#foreign = () => meter.add('breakwater_log_foreign_total');
    // An append that finds its script unknown is sent again, behind those that were sent after it: if another process
    // teaches Redis the script in between, one sender's messages change places (seen with a pod and the edge, 2026-11).
    connection.beforeUse(async (line) => {
      await line.command(['SCRIPT', 'LOAD', APPEND_SCRIPT.text]);
    });
  }

  append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    if (rate && this.#connection.cluster) return this.#appendInTwo(room, draft, rate);
    return this.#append(room, draft, rate);
  }

  /** Many appends, of any rooms, in one write to Redis; each is answered for itself, in the same order. */
  appendMany(items: readonly AppendItem[]): Promise<Array<PromiseSettledResult<Appended>>> {
    return Promise.allSettled(items.map(({ room, draft, rate }) => this.append(room, draft, rate)));
  }

  async read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    const slice = await this.#read(room, query);
    if (slice) return slice;
    const newest = await this.#read(room, { limit: query.limit });
    if (newest === undefined || query.after === undefined)
      throw unavailable(new Error('The read script gave no answer'));
    return withGap(newest, 'trimmed', query.after);
  }

  async mutes(room: RoomId): Promise<readonly Mute[]> {
    const key = this.#space.room(room).mutes;
    const now = Date.now();
    try {
      return parseMutes(await this.#connection.command(key, ['HGETALL', key])).filter(({ until }) => until > now);
    } catch (error) {
      if (isReply(error, 'WRONGTYPE')) return [];
      throw error;
    }
  }

  follow(room: RoomId, listener: LogListener): Promise<() => void> {
    return this.#reader.follow(room, {
      entries: (batch) => listener.entries(batch),
      lost: () => listener.lost(),
    });
  }

  /** The reader and the connection are shared with other keepers: whoever opened them closes them. */
  async close(): Promise<void> {
    await this.#reader.close();
  }

  async #read(room: RoomId, query: LogQuery): Promise<LogSlice | undefined> {
    const { retention, lifeMs } = this.#keeping;
    const { keys, args } = readCall(this.#space, retention, lifeMs, room, query);
    const reply = await this.#connection.script(READ_SCRIPT, keys, args);
    this.#remember(room, readAt(reply));
    return parseSlice(reply, query, this.#foreign);
  }

  async #append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const { keys, args } = appendCall(this.#space, this.#numbers, room, draft, rate);
    const writer = this.#writers.of(room);
    const { reply, durable } = writer
      ? await writer.script(APPEND_SCRIPT, keys, args)
      : { reply: await this.#connection.script(APPEND_SCRIPT, keys, args), durable: true };
    const appended = parseAppended(reply);
    if (appended === undefined) throw unavailable(new Error('The append script gave no answer'));
    if (!durable && appended.outcome !== 'refused') throw new ChatFault('not-durable');
    this.#remember(room, appendedAt(reply));
    return appended;
  }

  #remember(room: RoomId, at: LiveMark | undefined): void {
    if (at) this.#reader.remember(room, at.epoch, at.id);
  }

  async #appendInTwo(room: RoomId, draft: Draft, rate: RateRule): Promise<Appended> {
    const pace = this.#space.pace(draft.visitorId);
    const taken = await takeFrom(this.#connection, pace, rate);
    if (!taken.allowed) {
      const { keys, args } = lookCall(this.#space, this.#numbers, room, draft);
      const reply = await this.#connection.script(APPEND_SCRIPT, keys, args);
      const said = parseAppended(reply);
      this.#remember(room, appendedAt(reply));
      return said ?? { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    }
    const appended = await this.#append(room, draft);
    if (appended.outcome !== 'appended') await giveBack(this.#connection, pace, rate);
    return appended;
  }
}

function parseMutes(reply: RedisReply): Mute[] {
  const fields = Array.isArray(reply) ? reply.map(String) : [];
  return fields.flatMap((visitorId, index) =>
    index % 2 === 0 ? [{ visitorId, until: Number(fields[index + 1]) }] : [],
  );
}
