import { ClientOfflineError, createCluster } from 'redis';
import { backoffMs } from './backoff.ts';
import { CommandBudget } from './command-budget.ts';
import type { RedisConnection, RedisConnectionOptions } from './redis-connection.ts';
import {
  CLIENT_OPTIONS,
  COMMAND_MS,
  isReply,
  RedisLine,
  type RedisReply,
  type RedisScript,
  runScript,
  secured,
  unavailable,
  within,
} from './redis-line.ts';

/** Connections to the nodes of a Redis Cluster, each made when one of its keys is first asked for. */
export class RedisConnectionCluster implements RedisConnection {
  readonly cluster = true;
  readonly budget = new CommandBudget();
  readonly #urls: readonly string[];
  readonly #ca: string | undefined;
  readonly #client: ReturnType<typeof newCluster>;
  #opening: Promise<unknown> | undefined;
  #closed = false;

  constructor({ url: urls, ca }: RedisConnectionOptions) {
    this.#urls = urls.split(',').map((url) => url.trim());
    this.#ca = ca;
    this.#client = newCluster(this.#urls, ca);
    this.#client.on('error', () => {});
  }

  async command(key: string, args: readonly string[]): Promise<RedisReply> {
    return this.budget.spend(args, () => this.#send(key, args));
  }

  async script(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<RedisReply> {
    return this.budget.spend([...keys, ...args], () =>
      runScript(script, keys, args, (command) => this.#send(keys[0] ?? '', command)),
    );
  }

  /** Asks any node where a key lives, and connects there. */
  async dial(key: string): Promise<RedisLine> {
    const url = await this.#nodeOf(key);
    return RedisLine.open(url, this.#ca);
  }

  dialReady(key: string): Promise<RedisLine> {
    return this.dial(key);
  }

  beforeUse(): void {}

  afterReconnect(): void {}

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => {});
    if (this.#client.isOpen) this.#client.destroy();
  }

  /** A node that is being looked for again refuses at once without having sent anything: asked again until it is late. */
  async #send(key: string, args: readonly string[]): Promise<RedisReply> {
    const until = Date.now() + COMMAND_MS;
    for (let failures = 0; ; failures++) {
      try {
        if (this.#closed) throw new Error('The connection to Redis was closed');
        await within(until - Date.now(), this.#open());
        return await within(until - Date.now(), this.#client.sendCommand<RedisReply>(key, false, [...args]));
      } catch (error) {
        const waitMs = backoffMs(failures);
        const again =
          error instanceof ClientOfflineError || isReply(error, 'TRYAGAIN') || isReply(error, 'CLUSTERDOWN');
        if (!again || Date.now() + waitMs >= until) throw unavailable(error);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  async #open(): Promise<void> {
    if (this.#client.isOpen && this.#opening === undefined) return;
    this.#opening ??= this.#client.connect().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #nodeOf(key: string): Promise<string> {
    // Any command on the key makes node-redis learn where it lives now.
    await this.#send(key, ['EXISTS', key]);
    const slot = await this.#send(key, ['CLUSTER', 'KEYSLOT', key]);
    const master = this.#client.slots[Number(slot)]?.master;
    if (master === undefined) throw unavailable(new Error(`No node has slot ${slot}`));
    const url = new URL(this.#urls[0] ?? '');
    url.hostname = master.host;
    url.port = String(master.port);
    return url.href;
  }
}

function newCluster(urls: readonly string[], ca: string | undefined) {
  const { commandOptions, RESP, ...node } = CLIENT_OPTIONS;
  const first = new URL(urls[0] ?? '');
  const credentials = {
    ...(first.username && { username: decodeURIComponent(first.username) }),
    ...(first.password && { password: decodeURIComponent(first.password) }),
  };
  const socket = {
    connectTimeout: COMMAND_MS,
    reconnectStrategy: (failures: number) => backoffMs(failures),
  };
  const tls = secured(urls[0] ?? '', ca);
  return createCluster({
    RESP,
    commandOptions,
    minimizeConnections: true,
    rootNodes: urls.map((url) => ({
      ...node,
      url,
      socket: { connectTimeout: COMMAND_MS, reconnectStrategy: false, ...tls },
    })),
    defaults: { ...node, ...credentials, socket: { ...socket, ...tls } },
  });
}
