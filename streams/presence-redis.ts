import type { Meter, Presence, PresenceListener, RoomId, Visitor } from '#chat';
import type { KeySpace } from './partition.ts';
import type { PartitionReader } from './partition-reader.ts';
import { PresenceRoom } from './presence-room.ts';
import { PresenceSessions } from './presence-sessions.ts';
import { PresenceStore } from './presence-store.ts';
import type { RedisConnection } from './redis-connection.ts';

/** A process is looked after so often within one lease, and its key lasts this part of it: dead ones go in time. */
const TICKS_A_LEASE = 5;
const KEY_PART = 0.6;

export interface PresenceRedisOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly reader: PartitionReader;
  readonly meter: Meter;
  readonly liveMs: number;
  /** Within this time the members of a process that died are gone, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * Members of rooms over all processes: a hash for each room, changes in the partition's stream, and one lease for each
 * process. What it costs: a command for each change; two commands a fifth of a lease for each process, however many
 * members and rooms it has.
 */
export class PresenceRedis implements Presence {
  readonly #ports: { store: PresenceStore; sessions: PresenceSessions; reader: PartitionReader };
  readonly #meter: Meter;
  readonly #tickMs: number;
  readonly #rooms = new Map<RoomId, { room: PresenceRoom; started: Promise<void> }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticking: Promise<void> | undefined;
  #closed = false;

  constructor({ connection, space, reader, meter, liveMs, leaseMs }: PresenceRedisOptions) {
    const store = new PresenceStore(connection, space, liveMs);
    this.#ports = { store, sessions: new PresenceSessions(store, leaseMs * KEY_PART), reader };
    this.#meter = meter;
    this.#tickMs = leaseMs / TICKS_A_LEASE;
    connection.afterReconnect(() => this.#reassert());
  }

  async join(room: RoomId, session: string, visitor: Visitor): Promise<void> {
    this.#arm();
    await this.#ports.sessions.join(room, session, visitor);
  }

  leave(room: RoomId, session: string): Promise<void> {
    return this.#ports.sessions.leave(room, session);
  }

  async members(room: RoomId): Promise<readonly Visitor[]> {
    const sessions = await this.#ports.store.living(room);
    return [...new Map([...sessions.values()].map((visitor) => [visitor.id, visitor])).values()];
  }

  async follow(id: RoomId, listener: PresenceListener): Promise<{ members: readonly Visitor[]; stop: () => void }> {
    this.#arm();
    const { room, started } = this.#rooms.get(id) ?? this.#start(id);
    await started;
    const members = room.listen(listener);
    return { members, stop: () => this.#unlisten(id, room, listener) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#ticking;
    for (const { room } of this.#rooms.values()) room.stop();
    this.#rooms.clear();
    await this.#ports.sessions.close();
  }

  #start(id: RoomId): { room: PresenceRoom; started: Promise<void> } {
    const room = new PresenceRoom(id, this.#ports);
    const entry = { room, started: room.start() };
    this.#rooms.set(id, entry);
    entry.started.catch(() => this.#drop(id, room));
    return entry;
  }

  #unlisten(id: RoomId, room: PresenceRoom, listener: PresenceListener): void {
    if (room.unlisten(listener) === 0) this.#drop(id, room);
  }

  #drop(id: RoomId, room: PresenceRoom): void {
    room.stop();
    if (this.#rooms.get(id)?.room === room) this.#rooms.delete(id);
  }

  /** The clock runs while there is something to look after: an idle process asks Redis nothing. */
  #arm(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#ticking = this.#tick()
        .catch(() => this.#meter.add('breakwater_log_errors_total', 1, { operation: 'presence' }))
        .finally(() => {
          this.#timer = undefined;
          this.#ticking = undefined;
          if (this.#rooms.size > 0 || this.#ports.sessions.busy) this.#arm();
        });
    }, this.#tickMs);
  }

  async #tick(): Promise<void> {
    const { sessions, store } = this.#ports;
    await sessions.renew();
    await sessions.tend(Date.now());
    const rooms = [...this.#rooms.values()].map(({ room }) => room);
    if (!sessions.settled) {
      for (const room of rooms) room.stale = true;
      return;
    }
    await Promise.all(rooms.map((room) => room.refresh()));
    const others = new Set(rooms.flatMap((room) => [...room.processes]));
    if (sessions.process !== undefined) others.delete(sessions.process);
    const dead = await store.dead(others);
    if (dead.size > 0) await Promise.all(rooms.map((room) => room.bury(dead)));
  }

  async #reassert(): Promise<void> {
    try {
      await this.#ports.sessions.renew();
      await this.#ports.sessions.assertAll();
    } catch {
      this.#meter.add('breakwater_log_errors_total', 1, { operation: 'presence' });
    }
  }
}
