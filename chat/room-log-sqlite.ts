import type { Clock } from './clock.ts';
import { type SealedEntry, sealEntry } from './entry.ts';
import type { RateRule } from './gcra.ts';
import { LIMITS } from './limits.ts';
import { sliceOf } from './log-slice.ts';
import type { Draft } from './message.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Retention, RoomLog } from './room-log.ts';
import { openSqlSchema } from './room-log-sqlite-schema.ts';
import type { SqlDriver } from './sql-driver.ts';

/** How many appends go by between two sweeps of message ids that are too old to matter. */
const SWEEP_EVERY = 256;

/**
 * Keeps rooms in a SQLite database: history, positions and the memory of message ids survive a restart. One process (or
 * one Durable Object) writes to a database, so the rate and the followers are this process's own.
 */
export class RoomLogSqlite implements RoomLog {
  readonly #driver: SqlDriver;
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #epoch: string;
  readonly #limiter: RateLimiterMemory;
  readonly #listeners = new Map<RoomId, Set<LogListener>>();
  #appends = 0;

  /** @throws Error when the database was written by a newer version */
  constructor(options: { driver: SqlDriver; clock: Clock; retention: Retention; newEpoch: () => string }) {
    this.#driver = options.driver;
    this.#clock = options.clock;
    this.#retention = options.retention;
    this.#epoch = openSqlSchema(options.driver, options.newEpoch);
    this.#limiter = new RateLimiterMemory(options.clock);
  }

  async append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const now = this.#clock.now();
    const { entry, ...appended } = this.#driver.atomic(() => this.#write(room, draft, rate, now));
    if (entry) {
      const batch = { epoch: this.#epoch, entries: [entry] };
      for (const listener of this.#listeners.get(room) ?? []) listener.entries(batch);
    }
    return appended;
  }

  async read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    const oldest = this.#clock.now() - this.#retention.seconds * 1000;
    const rows = this.#driver.rows(
      'SELECT "offset", at, json FROM entries WHERE room = ? AND at >= ? ORDER BY "offset"',
      room,
      oldest,
    );
    return sliceOf(
      { epoch: this.#epoch, head: this.#newest(room).head, entries: rows as unknown as SealedEntry[] },
      query,
    );
  }

  async follow(room: RoomId, listener: LogListener): Promise<() => void> {
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(room) === listeners) this.#listeners.delete(room);
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #write(room: RoomId, draft: Draft, rate: RateRule | undefined, now: number): Appended & { entry?: SealedEntry } {
    const epoch = this.#epoch;
    const [said] = this.#driver.rows(
      'SELECT "offset", at FROM said WHERE room = ? AND id = ? AND visitor = ? AND at > ?',
      room,
      draft.id,
      draft.visitorId,
      now - LIMITS.dedupeMs,
    );
    if (said) {
      return { outcome: 'duplicate', position: { epoch, offset: Number(said.offset) }, at: Number(said.at) };
    }
    const taken = rate && this.#limiter.takeNow(draft.visitorId, rate);
    if (taken?.allowed === false) return { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    const newest = this.#newest(room);
    // Times never go back within a room, so what is old enough to go is always the beginning.
    const entry = sealEntry(newest.head + 1, Math.max(now, newest.at), draft.body);
    const { offset, at, json } = entry;
    this.#driver.rows('INSERT INTO entries (room, "offset", at, json) VALUES (?, ?, ?, ?)', room, offset, at, json);
    this.#driver.rows('INSERT OR REPLACE INTO rooms (room, head, at) VALUES (?, ?, ?)', room, offset, at);
    this.#driver.rows(
      'INSERT OR REPLACE INTO said (room, id, visitor, "offset", at) VALUES (?, ?, ?, ?, ?)',
      room,
      draft.id,
      draft.visitorId,
      offset,
      at,
    );
    this.#trim(room, offset, now);
    return { outcome: 'appended', position: { epoch, offset }, at, entry };
  }

  #trim(room: RoomId, head: number, now: number): void {
    const { entries, seconds } = this.#retention;
    this.#driver.rows('DELETE FROM entries WHERE room = ? AND "offset" <= ?', room, head - entries);
    if (this.#appends++ % SWEEP_EVERY !== 0) return;
    this.#driver.rows('DELETE FROM entries WHERE at < ?', now - seconds * 1000);
    this.#driver.rows('DELETE FROM said WHERE at <= ?', now - LIMITS.dedupeMs);
  }

  #newest(room: RoomId): { head: number; at: number } {
    const [row] = this.#driver.rows('SELECT head, at FROM rooms WHERE room = ?', room);
    return { head: Number(row?.head ?? 0), at: Number(row?.at ?? 0) };
  }
}
