import type { Clock } from './clock.ts';
import { type SealedEntry, sealEntry } from './entry.ts';
import type { RateRule } from './gcra.ts';
import { LIMITS } from './limits.ts';
import { sliceOf } from './log-slice.ts';
import type { Draft } from './message.ts';
import type { Position } from './position.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Retention, RoomLog } from './room-log.ts';

interface KeptRoom {
  readonly epoch: string;
  readonly listeners: Set<LogListener>;
  readonly said: Map<string, { position: Position; at: number }>;
  entries: SealedEntry[];
  head: number;
  usedAt: number;
}

/** How many appends go by between two looks for rooms that nobody uses any more. */
const SWEEP_EVERY = 1_000;

/**
 * Keeps rooms in this process's memory: gone with it. A room at rest for longer than anything of it is kept is
 * forgotten with its counter, and begins another epoch when it is used again; so idle rooms cost nothing and an old
 * position is never taken for a new one.
 */
export class RoomLogMemory implements RoomLog {
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #newEpoch: () => string;
  readonly #limiter: RateLimiterMemory;
  readonly #rooms = new Map<RoomId, KeptRoom>();
  #appends = 0;

  constructor(options: { clock: Clock; retention: Retention; newEpoch: () => string }) {
    this.#clock = options.clock;
    this.#retention = options.retention;
    this.#newEpoch = options.newEpoch;
    this.#limiter = new RateLimiterMemory(options.clock);
  }

  async append(id: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const now = this.#clock.now();
    if (++this.#appends % SWEEP_EVERY === 0) this.#sweep(now);
    const room = this.#room(id, now);
    const name = `${draft.id}:${draft.visitorId}`;
    const said = room.said.get(name);
    if (said && now - said.at < LIMITS.dedupeMs) return { outcome: 'duplicate', ...said };
    const taken = rate && this.#limiter.takeNow(draft.visitorId, rate);
    if (taken?.allowed === false) return { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    const entry = sealEntry(++room.head, Math.max(now, room.entries.at(-1)?.at ?? 0), draft.body);
    const position = { epoch: room.epoch, offset: entry.offset };
    room.entries.push(entry);
    room.said.delete(name);
    room.said.set(name, { position, at: entry.at });
    this.#trim(room, now);
    for (const listener of room.listeners) listener.entries({ epoch: room.epoch, entries: [entry] });
    return { outcome: 'appended', position, at: entry.at };
  }

  async read(id: RoomId, query: LogQuery): Promise<LogSlice> {
    const now = this.#clock.now();
    const room = this.#room(id, now);
    this.#trim(room, now);
    return sliceOf(room, query);
  }

  async follow(id: RoomId, listener: LogListener): Promise<() => void> {
    const { listeners } = this.#room(id, this.#clock.now());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#rooms.clear();
  }

  #room(id: RoomId, now: number): KeptRoom {
    const known = this.#rooms.get(id);
    if (known) {
      known.usedAt = now;
      return known;
    }
    const room = { epoch: this.#newEpoch(), listeners: new Set<LogListener>(), said: new Map(), entries: [], head: 0 };
    const kept: KeptRoom = { ...room, usedAt: now };
    this.#rooms.set(id, kept);
    return kept;
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
    const restMs = Math.max(LIMITS.dedupeMs, this.#retention.seconds * 1000);
    for (const [id, room] of this.#rooms) {
      if (room.listeners.size === 0 && now - room.usedAt > restMs) this.#rooms.delete(id);
    }
  }
}
