import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { eventually } from './patience.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

const COPY_MS = 15_000;

/** Two Redis that take turns: one serves, the other copies it and takes over, as often as it is wanted. */
export class ChaosRedis {
  readonly url: string;
  /** The line between everybody and whoever serves. */
  readonly front: FaultProxy;
  readonly #copying: FaultProxy;
  #serving: RedisServer;
  #copy: RedisServer;

  private constructor(serving: RedisServer, copy: RedisServer, front: FaultProxy, copying: FaultProxy) {
    this.#serving = serving;
    this.#copy = copy;
    this.front = front;
    this.#copying = copying;
    this.url = front.urlOf(serving.url);
  }

  static async start(random: () => number): Promise<ChaosRedis> {
    const args = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];
    const serving = await startRedisServer({ appendonly: true, args });
    const copy = await startRedisServer({ appendonly: true, args });
    const front = await startFaultProxy(serving.port, { random });
    const redis = new ChaosRedis(serving, copy, front, await startFaultProxy(serving.port, { random }));
    await redis.#follow();
    return redis;
  }

  /** It ends, in order or as in a crash, and comes back with what it wrote. */
  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (signal === 'SIGKILL') await this.#serving.kill();
    await this.#serving.restart();
    await this.#copied();
  }

  /** The one that copies takes over, without what was written in the last `tailMs`; the other comes back to copy it. */
  async failover(tailMs: number): Promise<void> {
    if (tailMs > 0) {
      this.#copying.blackhole();
      await new Promise((resolve) => setTimeout(resolve, tailMs));
    }
    await this.#serving.kill();
    await this.#copy.ask('REPLICAOF', 'NO', 'ONE');
    this.front.switchTo(this.#copy.port);
    [this.#serving, this.#copy] = [this.#copy, this.#serving];
    this.#copying.heal();
    this.#copying.switchTo(this.#serving.port);
    await this.#copy.restart({ empty: true });
    await this.#follow();
  }

  /** Histories are cut shorter than anybody wanted. */
  async trim(entries: number): Promise<void> {
    const keys = (await this.#serving.ask('KEYS', '*:log:*')).split('\n').filter((key) => key !== '');
    for (const key of keys) await this.#serving.ask('XTRIM', key, 'MAXLEN', String(entries));
  }

  async stop(): Promise<void> {
    await Promise.all([this.front.close(), this.#copying.close()]);
    await Promise.all([this.#serving.stop(), this.#copy.stop()]);
  }

  async #follow(): Promise<void> {
    await this.#copy.ask('REPLICAOF', '127.0.0.1', String(this.#copying.port));
    await this.#copied();
  }

  async #copied(): Promise<void> {
    const linked = async () =>
      (await this.#copy.ask('INFO', 'replication')).includes('master_link_status:up') || undefined;
    await eventually(linked, 'the replica to copy', COPY_MS);
  }
}
