import {
  type Control,
  type Identity,
  LIMITS,
  type Meter,
  type Order,
  OrderBook,
  type OrderListener,
  orderName,
  parseOrder,
  type Verdict,
} from '#chat';
import { backoffMs, Pause } from './backoff.ts';
import type { KeySpace } from './partition.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisScript } from './redis-line.ts';
import { LUA_ANNOUNCE, LUA_CLOCK } from './script-parts.ts';

/** Writes an order down and tells it. What is over goes; past the bound, what is over first. */
const GIVE_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_ANNOUNCE}
local live_key, held_key, ends_key = unpack(KEYS)
local name, json, until_at, live_ms, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local now = clock()
redis.call('HSET', held_key, name, json)
redis.call('ZADD', ends_key, until_at, name)
for _, over in ipairs(redis.call('ZRANGEBYSCORE', ends_key, '-inf', whole(now), 'LIMIT', 0, 1000)) do
  redis.call('HDEL', held_key, over)
  redis.call('ZREM', ends_key, over)
end
while redis.call('HLEN', held_key) > most do
  local first = redis.call('ZPOPMIN', ends_key)[1]
  if not first then break end
  redis.call('HDEL', held_key, first)
end
announce(live_key, now, live_ms, 'kind', 'order', 'room', 'control', 'json', json)
return 1
`);

/** More orders than come while one reading is under way. */
const MOST_HEARD = 1_000;

export interface ControlRedisOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly reader: PartitionReader;
  readonly meter: Meter;
  readonly liveMs: number;
}

/**
 * Bans and revocations over every process that shares the Redis: a hash of what holds, and a stream that tells what is
 * new, read by the reader that the process has anyway. Nothing is read before the first question; from then on asking
 * costs Redis nothing.
 */
export class ControlRedis implements Control {
  readonly #options: ControlRedisOptions;
  readonly #book = new OrderBook();
  readonly #listeners = new Set<OrderListener>();
  readonly #pause = new Pause();
  #begun: Promise<void> | undefined;
  /** Since the last reading began. */
  #heard: Order[] = [];
  #stop = () => {};
  #reloading = false;
  #reloadAgain = false;
  #closed = false;

  constructor(options: ControlRedisOptions) {
    this.#options = options;
  }

  async give(order: Order): Promise<void> {
    const { connection, space, liveMs } = this.#options;
    const { live, held, ends } = space.control();
    const args = [orderName(order), JSON.stringify(order), String(Math.ceil(order.untilAt)), String(liveMs)];
    await connection.script(GIVE_SCRIPT, [live, held, ends], [...args, String(LIMITS.orders)]);
    this.#take(order);
  }

  async judge(identity: Identity): Promise<Verdict | undefined> {
    await this.#begin();
    return this.#book.judge(identity, Date.now());
  }

  /** What holds now. */
  async all(): Promise<Order[]> {
    await this.#begin();
    return this.#book.all(Date.now());
  }

  follow(listener: OrderListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    this.#pause.end();
    this.#listeners.clear();
  }

  #begin(): Promise<void> {
    this.#begun ??= this.#start().catch((error) => {
      this.#stop();
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  /** First listen, then read: what is given in between is heard. */
  async #start(): Promise<void> {
    this.#stop = await this.#options.reader.followControl({
      order: (order) => this.#take(order),
      lost: () => this.#reload(),
    });
    await this.#read();
    if (this.#closed) this.#stop();
  }

  async #read(): Promise<void> {
    const { connection, space } = this.#options;
    const { held } = space.control();
    this.#heard = [];
    const texts = (await connection.command(held, ['HVALS', held])) as readonly string[];
    const orders = texts.map(parseOrder).filter((order) => order !== undefined);
    // What was heard while it was read is at least as new.
    this.#book.replace([...orders, ...this.#heard], Date.now());
    for (const order of orders) for (const listener of [...this.#listeners]) listener(order);
  }

  /** Something may have been missed: reads what holds until that works. */
  async #reload(): Promise<void> {
    this.#reloadAgain = true;
    if (this.#reloading) return;
    this.#reloading = true;
    for (let failures = 0; this.#reloadAgain && !this.#closed; ) {
      this.#reloadAgain = false;
      try {
        await this.#read();
      } catch {
        this.#options.meter.add('breakwater_log_errors_total', 1, { operation: 'control' });
        this.#reloadAgain = true;
        await this.#pause.for(backoffMs(failures++));
      }
    }
    this.#reloading = false;
  }

  #take(order: Order): void {
    this.#heard.push(order);
    if (this.#heard.length > MOST_HEARD) this.#heard.shift();
    this.#book.take(order, Date.now());
    for (const listener of [...this.#listeners]) listener(order);
  }
}
