import { ErrorReply } from 'redis';
import type { RoomId, Visitor } from '#chat';
import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisScript, unavailable } from './redis-line.ts';
import { LUA_ANNOUNCE, LUA_CLOCK } from './script-parts.ts';

/**
 * Writes sessions that came and went, in one room after the other, and tells those who listen of each that is really a
 * change. A room that cannot be written is said so, by the place where it stands, and holds up no other.
 */
const SYNC_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_ANNOUNCE}
local who_ms, live_ms = ARGV[1], tonumber(ARGV[2])
local now = clock()
local function sync(who_key, live_key, room, first, last)
  for index = first, last, 2 do
    local member, visitor = ARGV[index], ARGV[index + 1]
    local changed
    if visitor == '' then
      changed = redis.call('HDEL', who_key, member) == 1
    else
      changed = redis.call('HGET', who_key, member) ~= visitor
      if changed then redis.call('HSET', who_key, member, visitor) end
    end
    if changed then
      announce(live_key, now, live_ms, 'kind', 'presence', 'room', room, 'member', member, 'visitor', visitor)
    end
  end
  redis.call('PEXPIRE', who_key, who_ms)
end
local faults = {}
local place = 3
for index = 1, #KEYS, 2 do
  local room, count = ARGV[place], tonumber(ARGV[place + 1])
  local last = place + 1 + count * 2
  local done, fault = pcall(sync, KEYS[index], KEYS[index + 1], room, place + 2, last)
  if not done then
    local message = type(fault) == 'table' and fault.err or tostring(fault)
    -- What is wrong with Redis and not with a room (it is full, it is a replica by now) is the answer to the command.
    if not string.find(message, 'WRONGTYPE') then return redis.error_reply(message) end
    faults[#faults + 1] = {index, message}
  end
  place = last + 1
end
return faults
`);

/** Changes in one command: what is on its way to Redis at once stays bounded. */
export const CHANGES_AT_ONCE = 200;

/** A session that came, with its visitor, or went, without. */
export type SessionChange = readonly [member: string, visitor: Visitor | undefined];

/** What one room waits to have written. */
interface Writing {
  readonly room: RoomId;
  readonly changes: readonly SessionChange[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Writes to Redis who came and went in rooms: what is asked for in one turn of the event loop together, for a command costs more than what it says. */
export class PresenceWriter {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;
  readonly #numbers: readonly string[];
  /** What this turn of the event loop asked for. */
  #waiting: Writing[] = [];

  /** @param whoMs how long a room's members are kept when nobody touches them */
  constructor(connection: RedisConnection, space: KeySpace, liveMs: number, whoMs: number) {
    this.#connection = connection;
    this.#space = space;
    this.#numbers = [whoMs, liveMs].map(String);
  }

  /**
   * Writes what changed; what is so already costs nothing and is told to nobody. Rooms that ask in one turn of the event
   * loop are one command.
   */
  sync(room: RoomId, changes: readonly SessionChange[]): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#waiting.push({ room, changes, done, failed }) === 1) setTimeout(() => this.#writeAll());
    });
  }

  #writeAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const { cluster } = this.#connection;
    // On a cluster a script reaches one partition; anywhere, no more than so many changes.
    const open = new Map<number, { writings: Writing[]; changes: number }>();
    for (const writing of waiting) {
      const index = cluster ? this.#space.partitionOf(writing.room) : 0;
      const batch = open.get(index) ?? { writings: [], changes: 0 };
      open.set(index, batch);
      if (batch.writings.length > 0 && batch.changes + writing.changes.length > CHANGES_AT_ONCE) {
        this.#write(batch.writings);
        open.set(index, { writings: [writing], changes: writing.changes.length });
      } else {
        batch.writings.push(writing);
        batch.changes += writing.changes.length;
      }
    }
    for (const { writings } of open.values()) this.#write(writings);
  }

  async #write(writings: readonly Writing[]): Promise<void> {
    const keys: string[] = [];
    const args = [...this.#numbers];
    for (const { room, changes } of writings) {
      const { who, live } = this.#space.room(room);
      keys.push(who, live);
      args.push(room, String(changes.length));
      for (const [member, visitor] of changes) {
        args.push(member, visitor === undefined ? '' : JSON.stringify({ id: visitor.id, name: visitor.name }));
      }
    }
    try {
      const faults = new Map(
        (await this.#connection.script(SYNC_SCRIPT, keys, args)) as ReadonlyArray<[number, string]>,
      );
      for (const [index, { done, failed }] of writings.entries()) {
        const fault = faults.get(index * 2 + 1);
        if (fault === undefined) done();
        else failed(unavailable(new ErrorReply(fault)));
      }
    } catch (error) {
      for (const { failed } of writings) failed(error);
    }
  }
}
