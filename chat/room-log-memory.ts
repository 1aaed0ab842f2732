import type { Clock } from './clock.ts';
import { type SealedEntry, sealEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import type { RateRule } from './gcra.ts';
import { LIMITS } from './limits.ts';
import { sliceOf } from './log-slice.ts';
import type { Draft } from './message.ts';
import { MuteList } from './mute-list.ts';
import type { Position } from './position.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Mute, Retention, RoomLog } from './room-log.ts';

interface KeptRoom {
  readonly epoch: string;
  readonly listeners: Set<LogListener>;
  /** Who said which message, oldest first. */
  readonly said: Map<string, { position: Position; at: number }>;
  readonly mutes: MuteList;
  entries: SealedEntry[];
  head: number;
  at: number;
  usedAt: number;
}

/** How many uses go by between two looks for what has become too old. */
const SWEEP_EVERY = 1_000;
/** Rooms at rest whose counter is still kept, so that somebody who comes back to a quiet room has missed nothing. */
const ROOMS_AT_REST = 10_000;

/**
 * Keeps rooms in this process's memory: gone with it. Of a room at rest only its counter stays, and of those only the
 * latest 10,000. A room that was forgotten begins another epoch when it is used again, so an old position is never
 * taken for a new one.
 */
export class RoomLogMemory implements RoomLog {
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #newEpoch: () => string;
  readonly #limiter: RateLimiterMemory;
  /** The one that rests longest comes first. */
  readonly #rooms = new Map<RoomId, KeptRoom>();
  #uses = 0;
  #closed = false;

  constructor(options: { clock: Clock; retention: Retention; newEpoch: () => string }) {
    this.#clock = options.clock;
    this.#retention = options.retention;
    this.#newEpoch = options.newEpoch;
    this.#limiter = new RateLimiterMemory(options.clock);
  }

  /** How many rooms are remembered. */
  get size(): number {
    return this.#rooms.size;
  }

  async append(id: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const room = this.#use(id);
    const now = room.usedAt;
    const name = `${draft.id}:${draft.visitorId}`;
    const said = room.said.get(name);
    if (said && now - said.at < LIMITS.dedupeMs) return { outcome: 'duplicate', ...said };
    const mutedMs = draft.silent ? 0 : room.mutes.leftMs(draft.visitorId, now);
    if (mutedMs > 0) return { outcome: 'refused', retryAfterMs: mutedMs, muted: true };
    const taken = rate && this.#limiter.takeNow(draft.visitorId, rate);
    if (taken?.allowed === false) return { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    // Times never go back within a room, so what is old enough to go is always the beginning.
    const entry = sealEntry(++room.head, Math.max(now, room.at), draft.body);
    const position = { epoch: room.epoch, offset: entry.offset };
    room.at = entry.at;
    room.entries.push(entry);
    room.said.delete(name);
    room.said.set(name, { position, at: entry.at });
    if (draft.mute) room.mutes.set(draft.mute.visitorId, entry.at, draft.mute.seconds);
    this.#trim(room, now);
    for (const listener of room.listeners) listener.entries({ epoch: room.epoch, entries: [entry] });
    return { outcome: 'appended', position, at: entry.at };
  }

  async read(id: RoomId, query: LogQuery): Promise<LogSlice> {
    const room = this.#use(id);
    this.#trim(room, room.usedAt);
    const { epoch, head, entries } = room;
    const floor = head - entries.length;
    const { from, gap } = sliceOf({ epoch, floor, head }, query);
    const slice = { epoch, head, entries: entries.slice(from - floor, from - floor + query.limit) };
    return gap ? { ...slice, gap } : slice;
  }

  async mutes(id: RoomId): Promise<readonly Mute[]> {
    const room = this.#use(id);
    return room.mutes.list(room.usedAt);
  }

  async follow(id: RoomId, listener: LogListener): Promise<() => void> {
    const { listeners } = this.#use(id);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { listeners } of this.#rooms.values()) listeners.clear();
    this.#rooms.clear();
  }

  #use(id: RoomId): KeptRoom {
    if (this.#closed) throw new ChatFault('unavailable', { found: 'the log is closed' });
    const now = this.#clock.now();
    if (++this.#uses % SWEEP_EVERY === 0) this.#sweep(now);
    const room = this.#rooms.get(id) ?? this.#begin();
    room.usedAt = now;
    this.#rooms.delete(id);
    this.#rooms.set(id, room);
    return room;
  }

  #begin(): KeptRoom {
    const epoch = this.#newEpoch();
    const mutes = new MuteList();
    return { epoch, listeners: new Set(), said: new Map(), mutes, entries: [], head: 0, at: 0, usedAt: 0 };
  }

  #trim(room: KeptRoom, now: number): void {
    const oldest = now - this.#retention.seconds * 1000;
    let drop = Math.max(0, room.entries.length - this.#retention.entries);
    while (drop < room.entries.length && (room.entries[drop]?.at ?? now) < oldest) drop++;
    if (drop > 0) room.entries.splice(0, drop);
    for (const [name, { at }] of room.said) {
      if (now - at < LIMITS.dedupeMs) break;
      room.said.delete(name);
    }
  }

  #sweep(now: number): void {
    for (const room of this.#rooms.values()) {
      this.#trim(room, now);
      room.mutes.sweep(now);
    }
    for (const [id, room] of this.#rooms) {
      if (this.#rooms.size <= ROOMS_AT_REST) return;
      const resting = room.listeners.size + room.entries.length + room.said.size === 0 && room.mutes.empty;
      if (resting) this.#rooms.delete(id);
    }
  }
}
