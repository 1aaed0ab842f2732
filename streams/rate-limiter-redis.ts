import type { RateLimiter, RateRule, Taken } from '#chat';
import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisScript } from './redis-line.ts';
import { LUA_CLOCK, LUA_GCRA } from './script-parts.ts';

/** Takes one, by Redis's clock. The key goes when it is at rest. */
const TAKE_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_GCRA}
local now = clock()
local next_at, wait = gcra(tonumber(ARGV[1]), tonumber(ARGV[2]), arrival(KEYS[1]), now)
if not next_at then return wait end
arrive(KEYS[1], next_at, now)
return 0
`);

/** Gives one back that was not used after all. */
const GIVE_BACK_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_GCRA}
local now = clock()
local arrival_at = arrival(KEYS[1]) - 60000 / tonumber(ARGV[1])
if arrival_at > now then arrive(KEYS[1], arrival_at, now) else redis.call('DEL', KEYS[1]) end
`);

/** Takes from a key whatever its name; the two users below keep theirs apart. */
export async function takeFrom(connection: RedisConnection, key: string, rule: RateRule): Promise<Taken> {
  const wait = await connection.script(TAKE_SCRIPT, [key], [String(rule.perMinute), String(rule.burst)]);
  return wait === 0 ? { allowed: true } : { allowed: false, retryAfterMs: Number(wait) };
}

export async function giveBack(connection: RedisConnection, key: string, rule: RateRule): Promise<void> {
  await connection.script(GIVE_BACK_SCRIPT, [key], [String(rule.perMinute)]);
}

/** Counts over every process that shares the Redis: one number a key, one command a take. */
export class RateLimiterRedis implements RateLimiter {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;

  constructor(connection: RedisConnection, space: KeySpace) {
    this.#connection = connection;
    this.#space = space;
  }

  /** @throws ChatFault `unavailable` */
  take(key: string, rule: RateRule): Promise<Taken> {
    return takeFrom(this.#connection, this.#space.rate(key), rule);
  }
}
