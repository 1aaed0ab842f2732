import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisScript } from './redis-line.ts';
import { LUA_CLOCK } from './script-parts.ts';

/** Writes how much one process carries, or that it counts no more, and reads what the others do. Old ones are forgotten. */
const TELL_SCRIPT = redisScript(`
${LUA_CLOCK}
local board, process, load, lease_ms = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local now = clock()
if load == '' then redis.call('HDEL', board, process)
else redis.call('HSET', board, process, load .. ' ' .. whole(now)) end
redis.call('PEXPIRE', board, ARGV[3])
local others = {}
local rows = redis.call('HGETALL', board)
for index = 1, #rows, 2 do
  local carried, at = string.match(rows[index + 1], '^(%d+) (%d+)$')
  if not carried or tonumber(at) + lease_ms < now then redis.call('HDEL', board, rows[index])
  elseif rows[index] ~= process then others[#others + 1] = carried end
end
return others
`);

/**
 * How many connections each process carries that takes newcomers: one small hash, one command a telling. A process that
 * is not heard of within a lease does not count.
 */
export class LoadBoard {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;

  constructor(connection: RedisConnection, space: KeySpace) {
    this.#connection = connection;
    this.#space = space;
  }

  /**
   * Tells what this process carries, `undefined` when it takes no newcomers.
   *
   * @returns what each of the others carries
   * @throws ChatFault `unavailable`
   */
  async tell(process: string, load: number | undefined, leaseMs: number): Promise<readonly number[]> {
    const args = [process, load === undefined ? '' : String(load), String(leaseMs)];
    const others = await this.#connection.script(TELL_SCRIPT, [this.#space.loads()], args);
    return (others as readonly string[]).map(Number);
  }
}
