import type { OnceStore } from '#chat';
import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Texts for one taker, over every process that shares the Redis: reading and removing are one command there. */
export class OnceStoreRedis implements OnceStore {
  readonly #connection: RedisConnection;
  readonly #space: KeySpace;

  constructor(connection: RedisConnection, space: KeySpace) {
    this.#connection = connection;
    this.#space = space;
  }

  async put(key: string, text: string, ms: number): Promise<void> {
    const name = this.#space.once(key);
    await this.#connection.command(name, ['SET', name, text, 'PX', String(Math.max(1, Math.ceil(ms)))]);
  }

  async take(key: string): Promise<string | undefined> {
    const name = this.#space.once(key);
    const text = await this.#connection.command(name, ['GETDEL', name]);
    return typeof text === 'string' ? text : undefined;
  }
}
