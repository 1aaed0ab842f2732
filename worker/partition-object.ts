import { DurableObject } from 'cloudflare:workers';
import { type Appended, ChatFault, type LogQuery, type LogSlice, type RoomId, type Visitor } from '#chat';
import { type AppendItem, openStreams, type Streams } from '#streams';
import { type Answer, answerOf } from './answer.ts';
import { parseEdgeConfig } from './config.ts';
import type { Env } from './env.ts';
import { RoomOutlet } from './room-outlet.ts';

/** How often an object with rooms is woken: often enough that a lease is renewed after it was moved or restarted. */
const WAKE_MS = 10_000;

/**
 * One partition at the edge: the only object that talks to Redis for it. It listens while any of its rooms has somebody
 * at the edge, and hands what comes to the room objects, which wakes them. Which rooms those are, and who is in them,
 * stands in its own storage, so that it goes on after it was restarted.
 */
export class PartitionObject extends DurableObject<Env> {
  readonly #streams: Streams | undefined;
  readonly #outlets = new Map<RoomId, { readonly outlet: RoomOutlet; readonly begun: Promise<void> }>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { redis, retention } = parseEdgeConfig(env);
    this.#streams = redis && openStreams({ ...redis, retention });
    for (const key of this.#stored('room:').keys()) this.#begin(key as RoomId, true);
    for (const [key, visitor] of this.#stored<Visitor>('member:')) {
      const [room = '', session = ''] = key.split(' ');
      this.#aside(this.#open().presence.join(room as RoomId, session, visitor));
    }
  }

  append(items: readonly AppendItem[]): Promise<Array<Answer<Appended>>> {
    const { log } = this.#open();
    return Promise.all(items.map(({ room, draft, rate }) => answerOf(log.append(room, draft, rate))));
  }

  read(room: RoomId, query: LogQuery): Promise<Answer<LogSlice>> {
    return answerOf(this.#open().log.read(room, query));
  }

  check(): Promise<Answer<void>> {
    return answerOf(this.#open().check());
  }

  /** Everything that is appended after this was answered reaches the room's object, or it is told `lost`. */
  register(room: RoomId): Promise<Answer<void>> {
    this.ctx.storage.kv.put(`room:${room}`, true);
    return answerOf(this.#begin(room, false));
  }

  unregister(room: RoomId): void {
    this.ctx.storage.kv.delete(`room:${room}`);
    this.#outlets.get(room)?.outlet.stop();
    this.#outlets.delete(room);
  }

  join(room: RoomId, session: string, visitor: Visitor): Promise<Answer<void>> {
    this.ctx.storage.kv.put(`member:${room} ${session}`, visitor);
    return answerOf(this.#open().presence.join(room, session, visitor));
  }

  leave(room: RoomId, session: string): Promise<Answer<void>> {
    this.ctx.storage.kv.delete(`member:${room} ${session}`);
    return answerOf(this.#open().presence.leave(room, session));
  }

  members(room: RoomId): Promise<Answer<readonly Visitor[]>> {
    return answerOf(this.#open().presence.members(room));
  }

  /** Being woken is all that this is for: the constructor has listened again to what was listened to. */
  override async alarm(): Promise<void> {
    if (this.#outlets.size > 0) await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
  }

  #begin(room: RoomId, again: boolean): Promise<void> {
    const known = this.#outlets.get(room);
    if (known) return known.begun;
    const outlet = new RoomOutlet(room, this.#open(), this.env.ROOMS.getByName(room));
    const begun = outlet.start(again).then(() => this.ctx.storage.setAlarm(Date.now() + WAKE_MS));
    this.#outlets.set(room, { outlet, begun });
    begun.catch(() => {
      outlet.stop();
      if (this.#outlets.get(room)?.outlet === outlet) this.#outlets.delete(room);
    });
    return begun;
  }

  #open(): Streams {
    if (this.#streams === undefined) throw new ChatFault('unavailable', { found: 'REDIS_URL is not set' });
    return this.#streams;
  }

  #stored<Value>(prefix: string): Map<string, Value> {
    const rows = [...this.ctx.storage.kv.list<Value>({ prefix })];
    return new Map(rows.map(([key, value]) => [key.slice(prefix.length), value]));
  }

  #aside(work: Promise<void>): void {
    work.catch(() => {});
  }
}
