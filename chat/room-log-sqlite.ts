import type { Clock } from './clock.ts';
import { type SealedEntry, sealEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import type { RateRule } from './gcra.ts';
import { LIMITS } from './limits.ts';
import { sliceOf } from './log-slice.ts';
import type { Draft } from './message.ts';
import { MutesSqlite } from './mutes-sqlite.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogListener, LogQuery, LogSlice, Mute, Retention, RoomLog } from './room-log.ts';
import { openSqlSchema } from './room-log-sqlite-schema.ts';
import type { SqlDriver } from './sql-driver.ts';

/** How often an append also sweeps what has become too old in any room, in milliseconds. */
const SWEEP_MS = 10_000;
/** How long a room's counter outlives its last entry, and how often those that rest longer are looked for. */
const LIFE_MS = 7 * 24 * 3_600_000;
const LIFE_SWEEP_MS = 3_600_000;

interface Newest {
  readonly epoch: string;
  readonly life: number;
  readonly head: number;
  readonly at: number;
}

export interface RoomLogSqliteOptions {
  readonly driver: SqlDriver;
  readonly clock: Clock;
  readonly retention: Retention;
  /** 1 to 20 letters and digits that no other epoch had. */
  readonly newEpoch: () => string;
  /** Where an append's rate is counted; by visitor. */
  readonly limiter?: RateLimiterMemory | undefined;
}

/**
 * Keeps rooms in a SQLite database: history, positions and the memory of message ids survive a restart. One process (or
 * one Durable Object) writes to a database, so the rate and the followers are this process's own. A room that rested
 * for a week is forgotten; its epoch names the week that it began in, so it comes back under another.
 */
export class RoomLogSqlite implements RoomLog {
  readonly #driver: SqlDriver;
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #epoch: string;
  readonly #limiter: RateLimiterMemory;
  readonly #mutes: MutesSqlite;
  readonly #listeners = new Map<RoomId, Set<LogListener>>();
  #sweptAt = 0;
  #lifeSweptAt = 0;
  #closed = false;

  /** @throws Error when the database was written by a newer version, or cannot be read */
  constructor({ driver, clock, retention, newEpoch, limiter }: RoomLogSqliteOptions) {
    this.#driver = driver;
    this.#clock = clock;
    this.#retention = retention;
    this.#limiter = limiter ?? new RateLimiterMemory(clock);
    this.#epoch = openSqlSchema(driver, newEpoch);
    this.#mutes = new MutesSqlite(driver);
  }

  async append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    const now = this.#clock.now();
    const { entry, ...appended } = this.#ask(() => this.#driver.atomic(() => this.#write(room, draft, rate, now)));
    if (entry && appended.outcome === 'appended') {
      const batch = { epoch: appended.position.epoch, entries: [entry] };
      for (const listener of this.#listeners.get(room) ?? []) listener.entries(batch);
    }
    return appended;
  }

  async read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    return this.#ask(() => this.#read(room, query));
  }

  async mutes(room: RoomId): Promise<readonly Mute[]> {
    return this.#ask(() => this.#mutes.list(room, this.#clock.now()));
  }

  async follow(room: RoomId, listener: LogListener): Promise<() => void> {
    return this.#ask(() => {
      // Asked only so that a database that is away is told now.
      this.#newest(room);
      const listeners = this.#listeners.get(room) ?? new Set();
      this.#listeners.set(room, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(room) === listeners) this.#listeners.delete(room);
      };
    });
  }

  /** The database is for whoever opened it to close. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const listeners of this.#listeners.values()) listeners.clear();
    this.#listeners.clear();
  }

  #ask<Answer>(question: () => Answer): Answer {
    if (this.#closed) throw new ChatFault('unavailable', { found: 'the log is closed' });
    try {
      return question();
    } catch (cause) {
      throw new ChatFault('unavailable', { cause });
    }
  }

  #read(room: RoomId, query: LogQuery): LogSlice {
    const { entries: most, seconds } = this.#retention;
    const { epoch, head } = this.#newest(room);
    const oldest = this.#clock.now() - seconds * 1000;
    // "+at" keeps SQLite from walking the index by time, over all rooms: what a room has of the past is its beginning.
    const [first] = this.#driver.rows(
      'SELECT "offset" FROM entries WHERE room = ? AND "offset" > ? AND +at >= ? ORDER BY "offset" LIMIT 1',
      room,
      head - most,
      oldest,
    );
    const floor = Number(first?.offset ?? head + 1) - 1;
    const { from, gap } = sliceOf({ epoch, floor, head }, query);
    const rows = this.#driver.rows(
      'SELECT "offset", at, json FROM entries WHERE room = ? AND "offset" > ? ORDER BY "offset" LIMIT ?',
      room,
      from,
      query.limit,
    );
    const entries = rows.map(({ offset, at, json }) => ({
      offset: Number(offset),
      at: Number(at),
      json: String(json),
    }));
    return gap ? { epoch, head, entries, gap } : { epoch, head, entries };
  }

  #write(room: RoomId, draft: Draft, rate: RateRule | undefined, now: number): Appended & { entry?: SealedEntry } {
    const [said] = this.#driver.rows(
      'SELECT epoch, "offset", at FROM said WHERE room = ? AND id = ? AND visitor = ? AND at > ?',
      room,
      draft.id,
      draft.visitorId,
      now - LIMITS.dedupeMs,
    );
    if (said) {
      const position = { epoch: String(said.epoch), offset: Number(said.offset) };
      return { outcome: 'duplicate', position, at: Number(said.at) };
    }
    const mutedMs = draft.silent ? 0 : this.#mutes.leftMs(room, draft.visitorId, now);
    if (mutedMs > 0) return { outcome: 'refused', retryAfterMs: mutedMs, muted: true };
    const taken = rate && this.#limiter.takeNow(draft.visitorId, rate);
    if (taken?.allowed === false) return { outcome: 'refused', retryAfterMs: taken.retryAfterMs };
    const { epoch, life, head, at: newestAt } = this.#newest(room);
    // Times never go back within a room, so what is old enough to go is always the beginning.
    const entry = sealEntry(head + 1, Math.max(now, newestAt), draft.body);
    const { offset, at, json } = entry;
    this.#driver.rows('INSERT INTO entries (room, "offset", at, json) VALUES (?, ?, ?, ?)', room, offset, at, json);
    this.#driver.rows(
      'INSERT OR REPLACE INTO rooms (room, life, head, at) VALUES (?, ?, ?, ?)',
      room,
      life,
      offset,
      at,
    );
    this.#driver.rows(
      'INSERT OR REPLACE INTO said (room, id, visitor, epoch, "offset", at) VALUES (?, ?, ?, ?, ?, ?)',
      room,
      draft.id,
      draft.visitorId,
      epoch,
      offset,
      at,
    );
    if (draft.mute) this.#mutes.set(room, draft.mute.visitorId, at, draft.mute.seconds);
    this.#driver.rows('DELETE FROM entries WHERE room = ? AND "offset" <= ?', room, offset - this.#retention.entries);
    this.#sweep(now);
    return { outcome: 'appended', position: { epoch, offset }, at, entry };
  }

  #sweep(now: number): void {
    // A clock that was set back must not put the next sweep off.
    if (Math.abs(now - this.#sweptAt) < SWEEP_MS) return;
    this.#sweptAt = now;
    this.#driver.rows('DELETE FROM entries WHERE at < ?', now - this.#retention.seconds * 1000);
    this.#driver.rows('DELETE FROM said WHERE at <= ?', now - LIMITS.dedupeMs);
    if (Math.abs(now - this.#lifeSweptAt) < LIFE_SWEEP_MS) return;
    this.#lifeSweptAt = now;
    this.#mutes.sweep(now);
    const restMs = LIFE_MS + Math.max(LIMITS.dedupeMs, this.#retention.seconds * 1000);
    this.#driver.rows('DELETE FROM rooms WHERE at < ?', now - restMs);
  }

  #newest(room: RoomId): Newest {
    const [row] = this.#driver.rows('SELECT life, head, at FROM rooms WHERE room = ?', room);
    const life = Number(row?.life ?? Math.floor(this.#clock.now() / LIFE_MS));
    return { epoch: `${this.#epoch}w${life}`, life, head: Number(row?.head ?? 0), at: Number(row?.at ?? 0) };
  }
}
