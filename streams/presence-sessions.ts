import type { RoomId, Visitor } from '#chat';
import { type PresenceStore, WHO_MS } from './presence-store.ts';
import { CHANGES_AT_ONCE, type SessionChange } from './presence-writer.ts';

/** Rooms that are written at one moment: what is on its way to Redis stays bounded. */
const ROOMS_AT_ONCE = 100;

/**
 * Comings and goings of so long are written together, whichever rooms they are in, in milliseconds: each write to Redis
 * costs as much as all else about a member, and nobody sees the difference.
 */
const GATHER_MS = 10;

interface Here {
  readonly sessions: Map<string, Visitor>;
  /** What Redis was not told yet: sessions that came, with their visitor, or went, without. */
  readonly pending: Map<string, Visitor | undefined>;
  flushing: Promise<void> | undefined;
  touchedAt: number;
}

/**
 * The sessions of this process, and the lease that vouches for them. The sessions are written under the name of the
 * process's present life: a lease that was found gone is never taken up again, because others may be clearing away what
 * it vouched for; everything is written anew under another name.
 */
export class PresenceSessions {
  readonly #store: PresenceStore;
  readonly #leaseMs: number;
  readonly #rooms = new Map<RoomId, Here>();
  #process: string | undefined;
  #renewedAt = 0;
  #lostAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | undefined;
  #gathering: Promise<void> | undefined;

  /** @param leaseMs how long the lease lasts without being renewed */
  constructor(store: PresenceStore, leaseMs: number) {
    this.#store = store;
    this.#leaseMs = leaseMs;
  }

  /** The name of this process's present life; `undefined` before the first lease. */
  get process(): string | undefined {
    return this.#process;
  }

  /**
   * False for the length of a lease after ours was found gone: whatever took it may have taken the others' too, and they
   * get this long to come back before anybody is said to have left.
   */
  get settled(): boolean {
    return Date.now() - this.#lostAt > this.#leaseMs;
  }

  /** Whether there is anything that a lease has to vouch for. */
  get busy(): boolean {
    return this.#rooms.size > 0;
  }

  /** @throws ChatFault `unavailable`; the session is written later all the same */
  async join(room: RoomId, session: string, visitor: Visitor): Promise<void> {
    const here = this.#here(room);
    here.sessions.set(session, visitor);
    here.pending.set(session, visitor);
    await this.#flush(room, here, () => this.#gather());
  }

  /** @throws ChatFault `unavailable`; the session is taken out later all the same */
  async leave(room: RoomId, session: string): Promise<void> {
    const here = this.#rooms.get(room);
    if (!here?.sessions.delete(session)) return;
    here.pending.set(session, undefined);
    await this.#flush(room, here, () => this.#gather());
  }

  /**
   * Renews the lease. If it had not held, everything waits to be written anew.
   *
   * @throws ChatFault `unavailable`
   */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Writes a room's sessions again, for a store that may have lost them. What is there already is told to nobody. */
  async assert(room: RoomId): Promise<void> {
    const here = this.#rooms.get(room);
    if (here === undefined) return;
    for (const [session, visitor] of here.sessions) here.pending.set(session, visitor);
    await this.#flush(room, here);
  }

  async assertAll(): Promise<void> {
    await this.#eachRoom((room) => this.assert(room));
  }

  /** Writes what waits, and keeps rooms alive in which nothing has changed for long. */
  async tend(now: number): Promise<void> {
    await this.#eachRoom(async (room, here) => {
      if (here.pending.size > 0) await this.#flush(room, here);
      if (now - here.touchedAt < WHO_MS / 4) return;
      await this.#store.touch(room);
      here.touchedAt = now;
    });
  }

  /** Takes every session out and gives the lease up, as far as Redis can be reached. */
  async close(): Promise<void> {
    await this.#eachRoom(async (room, here) => {
      for (const session of here.sessions.keys()) here.pending.set(session, undefined);
      here.sessions.clear();
      await this.#flush(room, here);
    });
    if (this.#process !== undefined) await this.#store.release(this.#process).catch(() => {});
    this.#process = undefined;
  }

  #here(room: RoomId): Here {
    const known = this.#rooms.get(room);
    if (known) return known;
    const here = { sessions: new Map(), pending: new Map(), flushing: undefined, touchedAt: Date.now() };
    this.#rooms.set(room, here);
    return here;
  }

  /** One write at a time for a room, so that a session that came and went is written in this order. */
  async #flush(room: RoomId, here: Here, before?: () => Promise<void>): Promise<void> {
    while (here.pending.size > 0) {
      here.flushing ??= this.#write(room, here, before).finally(() => {
        here.flushing = undefined;
      });
      await here.flushing;
    }
    if (here.sessions.size === 0 && this.#rooms.get(room) === here) this.#rooms.delete(room);
  }

  #gather(): Promise<void> {
    this.#gathering ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#gathering = undefined;
        resolve();
      }, GATHER_MS);
    });
    return this.#gathering;
  }

  async #write(room: RoomId, here: Here, before?: () => Promise<void>): Promise<void> {
    await before?.();
    if (this.#process === undefined || Date.now() - this.#renewedAt > this.#leaseMs / 2) await this.renew();
    const batch = [...here.pending].slice(0, CHANGES_AT_ONCE);
    for (const [session] of batch) here.pending.delete(session);
    const changes = batch.map(([session, visitor]): SessionChange => [`${this.#process}/${session}`, visitor]);
    try {
      await this.#store.sync(room, changes);
    } catch (error) {
      for (const [session, visitor] of batch) if (!here.pending.has(session)) here.pending.set(session, visitor);
      throw error;
    }
  }

  async #renew(): Promise<void> {
    const sentAt = Date.now();
    const process = this.#process;
    if (process !== undefined) {
      const held = await this.#store.renew(process, this.#leaseMs);
      // An answer that was lost may have been the one that said that the lease was gone.
      if (held && sentAt - this.#renewedAt < this.#leaseMs) {
        this.#renewedAt = sentAt;
        return;
      }
      this.#lostAt = Date.now();
    }
    const next = crypto.randomUUID();
    await this.#store.renew(next, this.#leaseMs);
    this.#process = next;
    this.#renewedAt = sentAt;
    for (const here of this.#rooms.values()) {
      for (const [session, visitor] of here.sessions) here.pending.set(session, visitor);
    }
    if (process !== undefined) await this.#store.release(process).catch(() => {});
  }

  /** Some rooms at a time; one that fails is tried again by the next `tend`. */
  async #eachRoom(task: (room: RoomId, here: Here) => Promise<void>): Promise<void> {
    const rooms = [...this.#rooms];
    while (rooms.length > 0) {
      await Promise.allSettled(rooms.splice(0, ROOMS_AT_ONCE).map(([room, here]) => task(room, here)));
    }
  }
}
