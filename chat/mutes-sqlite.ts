import { LIMITS } from './limits.ts';
import type { RoomId } from './room-id.ts';
import type { Mute } from './room-log.ts';
import type { SqlDriver } from './sql-driver.ts';

/** Who is muted in the rooms of a SQLite database, and until when. Its caller sees to what happens at once. */
export class MutesSqlite {
  readonly #driver: SqlDriver;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
  }

  /** From `at` on for so many seconds; 0 ends it. */
  set(room: RoomId, visitorId: string, at: number, seconds: number): void {
    this.#driver.rows('DELETE FROM mutes WHERE room = ? AND (visitor = ? OR until <= ?)', room, visitorId, at);
    if (seconds === 0) return;
    const until = at + seconds * 1000;
    this.#driver.rows('INSERT INTO mutes (room, visitor, until) VALUES (?, ?, ?)', room, visitorId, until);
    // Negative, a limit is none: all but the latest so many.
    this.#driver.rows(
      'DELETE FROM mutes WHERE room = ? AND visitor IN (SELECT visitor FROM mutes WHERE room = ? ORDER BY until DESC LIMIT -1 OFFSET ?)',
      room,
      room,
      LIMITS.mutesPerRoom,
    );
  }

  /** For how much longer somebody is muted, in milliseconds; 0 when they are not. */
  leftMs(room: RoomId, visitorId: string, now: number): number {
    const [row] = this.#driver.rows('SELECT until FROM mutes WHERE room = ? AND visitor = ?', room, visitorId);
    return Math.max(0, Number(row?.until ?? now) - now);
  }

  list(room: RoomId, now: number): readonly Mute[] {
    const rows = this.#driver.rows('SELECT visitor, until FROM mutes WHERE room = ? AND until > ?', room, now);
    return rows.map(({ visitor, until }) => ({ visitorId: String(visitor), until: Number(until) }));
  }

  /** Forgets those whose time is over, in any room. */
  sweep(now: number): void {
    this.#driver.rows('DELETE FROM mutes WHERE until <= ?', now);
  }
}
