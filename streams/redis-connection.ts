import { backoffMs, Pause } from './backoff.ts';
import { CommandBudget } from './command-budget.ts';
import { RedisConnectionCluster } from './redis-connection-cluster.ts';
import { COMMAND_MS, RedisLine, type RedisReply, type RedisScript, unavailable, within } from './redis-line.ts';

/**
 * The way to Redis that the keepers of one process share. Nothing is opened before it is needed.
 *
 * @throws ChatFault `unavailable` from every method that asks Redis, within two seconds
 */
export interface RedisConnection {
  /** Whether keys live on several nodes, so that a script may only touch keys of one hash tag. */
  readonly cluster: boolean;
  /** What may wait for Redis, whoever asked and on whichever connection. */
  readonly budget: CommandBudget;
  /** `key` says which node is asked. */
  command(key: string, args: readonly string[]): Promise<RedisReply>;
  /** The first key says which node is asked. */
  script(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<RedisReply>;
  /** A connection of its own to the node of a key, for reads that block. Whoever dials hangs up. */
  dial(key: string): Promise<RedisLine>;
  /** The same, for writes: what `beforeUse` was given has run on it. */
  dialReady(key: string): Promise<RedisLine>;
  /**
   * Runs on every new connection before anybody else's command does: what it finds out about the store is known
   * before anything is read from it. On a cluster, whose connections come and go by themselves, it never runs.
   */
  beforeUse(task: (line: RedisLine) => Promise<void>): void;
  /** Runs whenever there was a connection, it broke, and there is one again. On a cluster it never runs. */
  afterReconnect(task: () => void): void;
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`; of a cluster, some of its nodes, separated by commas. */
  readonly url: string;
  readonly cluster?: boolean | undefined;
  /** The authority that signed the servers' certificates, as PEM; those that the system trusts when not said. */
  readonly ca?: string | undefined;
}

export function connectRedis(options: RedisConnectionOptions): RedisConnection {
  return options.cluster ? new RedisConnectionCluster(options) : new RedisConnectionSingle(options);
}

/** One connection to one Redis, made again when it breaks. Commands wait for it, but no longer than any command may. */
class RedisConnectionSingle implements RedisConnection {
  readonly cluster = false;
  readonly budget = new CommandBudget();
  readonly #url: string;
  readonly #ca: string | undefined;
  readonly #before: Array<(line: RedisLine) => Promise<void>> = [];
  readonly #after: Array<() => void> = [];
  readonly #pause = new Pause();
  #line: RedisLine | undefined;
  #opening: Promise<RedisLine> | undefined;
  #connected = 0;
  #closed = false;
  /** Why there is no connection: who waited in vain is told that, and not only that it took too long. */
  #trouble: unknown;

  constructor({ url, ca }: RedisConnectionOptions) {
    this.#url = url;
    this.#ca = ca;
  }

  command(_key: string, args: readonly string[]): Promise<RedisReply> {
    return this.budget.spend(args, () => this.#send((line, ms) => line.command(args, ms)));
  }

  async script(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<RedisReply> {
    const held = this.budget.take([keys, args]);
    try {
      if (this.#line?.alive) return await this.#line.script(script, keys, args);
      return await this.#send((line, ms) => line.script(script, keys, args, ms));
    } finally {
      this.budget.give(held);
    }
  }

  dial(_key: string): Promise<RedisLine> {
    return RedisLine.open(this.#url, this.#ca);
  }

  async dialReady(): Promise<RedisLine> {
    const line = await RedisLine.open(this.#url, this.#ca);
    try {
      for (const task of this.#before) await task(line);
      return line;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  beforeUse(task: (line: RedisLine) => Promise<void>): void {
    this.#before.push(task);
  }

  afterReconnect(task: () => void): void {
    this.#after.push(task);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pause.end();
    this.#line?.close();
    await this.#opening?.catch(() => {});
  }

  async #send(work: (line: RedisLine, ms: number) => Promise<RedisReply>): Promise<RedisReply> {
    if (this.#closed) throw unavailable(new Error('The connection to Redis was closed'));
    if (this.#line?.alive) return work(this.#line, COMMAND_MS);
    const startedAt = Date.now();
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    this.#opening.catch(() => {});
    const line = await within(COMMAND_MS, this.#opening).catch((error: unknown) => {
      throw this.#trouble ?? error;
    });
    return work(line, COMMAND_MS - (Date.now() - startedAt));
  }

  async #open(): Promise<RedisLine> {
    for (let failures = 0; !this.#closed; failures++) {
      try {
        const line = await this.dialReady();
        if (this.#closed) {
          line.close();
          break;
        }
        this.#keep(line);
        return line;
      } catch (error) {
        this.#trouble = error;
        if (!this.#closed) await this.#pause.for(backoffMs(failures));
      }
    }
    throw unavailable(new Error('The connection to Redis was closed'));
  }

  #keep(line: RedisLine): void {
    this.#line = line;
    this.#trouble = undefined;
    if (this.#connected++ > 0) for (const task of this.#after) task();
    line.ended.then(() => {
      if (this.#line === line) this.#line = undefined;
    });
  }
}
