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
  type AppendItem,
  appendCall,
  appendedAt,
  appendItem,
  type Keeping,
  lookItem,
  numbersOf,
  parseAppended,
} from './append-call.ts';
import { AppendPile } from './append-pile.ts';
import { APPEND_SCRIPT } from './append-script.ts';
import type { DurableWriters } from './durable-writers.ts';
import type { KeySpace } from './partition.ts';
import type { PartitionReader } from './partition-reader.ts';
import { giveBack, takeFrom } from './rate-limiter-redis.ts';
import { parseSlice, READ_SCRIPT, readAt, readCall, withGap } from './read-script.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isReply, type RedisReply, unavailable } from './redis-line.ts';
import type { LiveMark } from './script-parts.ts';

/** One append of several. */
export interface AppendRequest {
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
 * Rooms in Redis Streams. The appends of a turn of the event loop are one command, a read is one command, and listening
 * costs one connection a process (on a cluster, one a partition), however many rooms and visitors there are.
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
  /** One, or on a cluster, where a command cannot reach two nodes, one a partition. */
  readonly #piles = new Map<number, AppendPile>();
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

  /** Many appends, of any rooms, in one command; each is answered for itself, in the same order. */
  appendMany(items: readonly AppendRequest[]): Promise<Array<PromiseSettledResult<Appended>>> {
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
    try {
      return parseMutes(await this.#connection.command(key, ['HGETALL', key]));
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
    const slice = parseSlice(reply, query, this.#foreign);
    return slice && query.mutes ? { ...slice, mutes: parseMutes((reply as readonly RedisReply[])[5] ?? []) } : slice;
  }

  async #append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const { answer, durable } = await this.#pile(room).add(appendItem(this.#space, room, draft, rate));
    const appended = parseAppended(answer);
    if (appended === undefined) throw unavailable(new Error('The append script only looked'));
    if (!durable && appended.outcome !== 'refused') throw new ChatFault('not-durable');
    this.#remember(room, appendedAt(answer));
    return appended;
  }

  #pile(room: RoomId): AppendPile {
    const index = this.#connection.cluster ? this.#space.partitionOf(room) : 0;
    const known = this.#piles.get(index);
    if (known) return known;
    const pile = new AppendPile(this.#numbers, async ({ keys, args }) => {
      const writer = this.#writers.of(room);
      if (writer) return writer.script(APPEND_SCRIPT, keys, args);
      return { reply: await this.#connection.script(APPEND_SCRIPT, keys, args), durable: true };
    });
    this.#piles.set(index, pile);
    return pile;
  }

  async #look(item: AppendItem): Promise<RedisReply> {
    const { keys, args } = appendCall(this.#numbers, [item]);
    const [answer = null] = (await this.#connection.script(APPEND_SCRIPT, keys, args)) as readonly RedisReply[];
    return answer;
  }

  #remember(room: RoomId, at: LiveMark | undefined): void {
    if (at) this.#reader.remember(room, at.epoch, at.id);
  }

  async #appendInTwo(room: RoomId, draft: Draft, rate: RateRule): Promise<Appended> {
    const pace = this.#space.pace(draft.visitorId);
    const taken = await takeFrom(this.#connection, pace, rate);
    if (!taken.allowed) {
      const answer = await this.#look(lookItem(this.#space, room, draft));
      const said = parseAppended(answer);
      this.#remember(room, appendedAt(answer));
      return said ?? { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    }
    const appended = await this.#append(room, draft);
    if (appended.outcome !== 'appended') await giveBack(this.#connection, pace, rate);
    return appended;
  }
}

/** Those whose time is not over. */
function parseMutes(reply: RedisReply): Mute[] {
  const now = Date.now();
  const fields = Array.isArray(reply) ? reply.map(String) : [];
  const mutes = fields.flatMap((visitorId, index) =>
    index % 2 === 0 ? [{ visitorId, until: Number(fields[index + 1]) }] : [],
  );
  return mutes.filter(({ until }) => until > now);
}
