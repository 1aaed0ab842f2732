import { DurableObject } from 'cloudflare:workers';
import {
  type Appended,
  type Ephemeral,
  type LogQuery,
  type LogSlice,
  type Mute,
  type RateLimiter,
  RateLimiterMemory,
  type RateRule,
  type RoomId,
  type Taken,
  type Visitor,
} from '#chat';
import { type AppendRequest, openStreams, type Streams } from '#streams';
import { type Answer, answerOf } from './answer.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import { CannotServe, type EdgeConfig, parseEdgeConfig } from './config.ts';
import type { Env } from './env.ts';
import { PartitionBook } from './partition-book.ts';
import { RoomOutlet } from './room-outlet.ts';

/** How often an object with rooms is woken: often enough that its members stay when it was restarted. */
const WAKE_MS = 10_000;
/** How long the connection to Redis is kept while no room needs it, in milliseconds. */
const IDLE_MS = 5_000;

/**
 * One partition at the edge: the only object that talks to Redis for it. It listens while any of its rooms has somebody
 * at the edge, and hands what comes to the room objects, which wakes them. Which rooms those are, and who is in them,
 * stands in its own storage, so that it goes on after it was restarted.
 */
export class PartitionObject extends DurableObject<Env> {
  readonly #config: EdgeConfig;
  readonly #book: PartitionBook;
  readonly #outlets = new Map<RoomId, { readonly outlet: RoomOutlet; readonly begun: Promise<void> }>();
  readonly #limiter = new RateLimiterMemory(CLOCK_EDGE);
  #streams: Streams | undefined;
  #keepOpen: (() => void) | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseEdgeConfig(env);
    this.#book = new PartitionBook(ctx.storage);
    this.#resume();
  }

  append(items: readonly AppendRequest[]): Promise<Array<Answer<Appended>>> {
    const { log } = this.#open();
    return Promise.all(items.map(({ room, draft, rate }) => answerOf(log.append(room, draft, rate))));
  }

  read(room: RoomId, query: LogQuery): Promise<Answer<LogSlice>> {
    return answerOf(this.#open().log.read(room, query));
  }

  mutes(room: RoomId): Promise<Answer<readonly Mute[]>> {
    return answerOf(this.#open().log.mutes(room));
  }

  /** Tells the pods what people do at the edge at this moment. */
  move(room: RoomId, motions: readonly Ephemeral[]): void {
    for (const motion of motions) this.#open().motions.publish(room, motion);
  }

  /** Counts for everybody at the edge and, with Redis, together with the pods. */
  takeRate(key: string, rule: RateRule): Promise<Answer<Taken>> {
    const limiter: RateLimiter = this.#config.redis ? this.#open().limiter : this.#limiter;
    return answerOf(limiter.take(key, rule));
  }

  check(): Promise<Answer<void>> {
    return answerOf(this.#open().check());
  }

  checkDurability(): Promise<Answer<string | undefined>> {
    return answerOf(this.#open().checkDurability());
  }

  /**
   * Everything that is appended after this was answered reaches the room's object, or it is told `lost`. `sessions` are
   * those whose sockets the room has: others that stand in the book went without a word.
   */
  async register(room: RoomId, sessions: readonly string[]): Promise<Answer<void>> {
    this.#book.addRoom(room);
    await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
    for (const session of this.#book.sessions(room)) if (!sessions.includes(session)) await this.leave(room, session);
    return answerOf(this.#begin(room, false));
  }

  unregister(room: RoomId): void {
    this.#book.removeRoom(room);
    this.#outlets.get(room)?.outlet.stop();
    this.#outlets.delete(room);
    this.#open();
  }

  join(room: RoomId, session: string, visitor: Visitor): Promise<Answer<void>> {
    this.#book.addMember(room, session, visitor);
    return answerOf(this.#open().presence.join(room, session, visitor));
  }

  leave(room: RoomId, session: string): Promise<Answer<void>> {
    this.#book.removeMember(room, session);
    return answerOf(this.#open().presence.leave(room, session));
  }

  members(room: RoomId): Promise<Answer<readonly Visitor[]>> {
    return answerOf(this.#open().presence.members(room));
  }

  /** Being woken is what this is for; rooms that could not be listened to meanwhile are tried again. */
  override async alarm(): Promise<void> {
    this.#resume();
    if (this.#book.rooms().length > 0) await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
  }

  /** Listens to what the book says is listened to, and is not. */
  #resume(): void {
    for (const room of this.#book.rooms()) {
      if (this.#outlets.has(room)) continue;
      this.#begin(room, true).catch(() => {});
      const { presence } = this.#open();
      // What fails is tried again with the room; a member who cannot be told of is nobody's fault.
      for (const [session, visitor] of this.#book.members(room)) presence.join(room, session, visitor).catch(() => {});
    }
  }

  #begin(room: RoomId, again: boolean): Promise<void> {
    const known = this.#outlets.get(room);
    if (known) {
      known.outlet.wanted();
      return known.begun;
    }
    const outlet = new RoomOutlet(room, this.#open(), {
      object: this.env.ROOMS.getByName(room),
      deserted: () => this.#desert(room, outlet),
    });
    const begun = outlet.start(again);
    this.#outlets.set(room, { outlet, begun });
    begun.catch(() => {
      outlet.stop();
      if (this.#outlets.get(room)?.outlet === outlet) this.#outlets.delete(room);
    });
    return begun;
  }

  /** The room's object was restarted and has nobody: those who were there are gone. */
  async #desert(room: RoomId, outlet: RoomOutlet): Promise<void> {
    if (this.#outlets.get(room)?.outlet !== outlet) return;
    const sessions = this.#book.sessions(room);
    this.unregister(room);
    await Promise.all(sessions.map((session) => this.leave(room, session)));
  }

  /** Redis, connected while something needs it. An open connection keeps the object awake, so it is not kept longer. */
  #open(): Streams {
    const { redis, retention } = this.#config;
    if (redis === undefined) throw new CannotServe(['REDIS_URL is missing']);
    this.#streams ??= openStreams({ ...redis, retention });
    this.#keepOpen?.();
    this.#keepOpen = CLOCK_EDGE.after(IDLE_MS, () => this.#close());
    return this.#streams;
  }

  #close(): void {
    if (this.#outlets.size > 0) return;
    const streams = this.#streams;
    this.#streams = undefined;
    streams?.close().catch(() => {});
  }
}
