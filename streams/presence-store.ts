import type { RoomId, Visitor } from '#chat';
import { parseVisitor } from './live-event.ts';
import type { KeySpace } from './partition.ts';
import { processOf } from './presence-view.ts';
import { PresenceWriter } from './presence-writer.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisScript } from './redis-line.ts';

/** How long a room's members are kept when no process touches them, in milliseconds: what a crash of all leaves behind. */
export const WHO_MS = 24 * 3_600_000;

/** Renews a lease; says whether it was there still. */
const RENEW_SCRIPT = redisScript(`return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'GET') and 1 or 0`);

/** How presence is kept in Redis: a hash for each room, a lease for each process. */
export class PresenceStore {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;
  /** Writes what changed. */
  readonly sync: PresenceWriter['sync'];

  constructor(connection: RedisConnection, space: KeySpace, liveMs: number) {
    this.#connection = connection;
    this.#space = space;
    const writer = new PresenceWriter(connection, space, liveMs, WHO_MS);
    this.sync = (room, changes) => writer.sync(room, changes);
  }

  /** Every session of a room, those of dead processes too. */
  async sessions(room: RoomId): Promise<Map<string, Visitor>> {
    const { who } = this.#space.room(room);
    const fields = (await this.#connection.command(who, ['HGETALL', who])) as readonly string[];
    const sessions = new Map<string, Visitor>();
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const visitor = parseVisitor(fields[index + 1] ?? '');
      if (visitor) sessions.set(fields[index] ?? '', visitor);
    }
    return sessions;
  }

  /** Takes a dead process's sessions out. Nobody is told: everybody sees by themselves that its lease is gone. */
  async forget(room: RoomId, members: readonly string[]): Promise<void> {
    const { who } = this.#space.room(room);
    await this.#connection.command(who, ['HDEL', who, ...members]);
  }

  /** Keeps a room's members from being taken for what a crash of all left behind. */
  async touch(room: RoomId): Promise<void> {
    const { who } = this.#space.room(room);
    await this.#connection.command(who, ['PEXPIRE', who, String(WHO_MS)]);
  }

  /** @returns whether the lease was still there, so that nobody can have taken the process for dead */
  async renew(process: string, ms: number): Promise<boolean> {
    const key = this.#space.lease(process);
    return (await this.#connection.script(RENEW_SCRIPT, [key], [String(ms)])) === 1;
  }

  async release(process: string): Promise<void> {
    const key = this.#space.lease(process);
    await this.#connection.command(key, ['DEL', key]);
  }

  /** Which of these processes have no lease. */
  async dead(processes: Iterable<string>): Promise<Set<string>> {
    const names = [...processes];
    if (names.length === 0) return new Set();
    const keys = names.map((name) => this.#space.lease(name));
    const found = this.#connection.cluster
      ? await Promise.all(keys.map((key) => this.#connection.command(key, ['GET', key])))
      : ((await this.#connection.command(keys[0] ?? '', ['MGET', ...keys])) as ReadonlyArray<string | null>);
    return new Set(names.filter((_, index) => found[index] === null));
  }

  /** The sessions of a room on processes that live. */
  async living(room: RoomId): Promise<Map<string, Visitor>> {
    const sessions = await this.sessions(room);
    const dead = await this.dead(new Set([...sessions.keys()].map(processOf)));
    for (const member of sessions.keys()) if (dead.has(processOf(member))) sessions.delete(member);
    return sessions;
  }
}
