import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { eventually } from './patience.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.ts';

/** A Redis, another that copies it, and the two lines that a test may make bad. */
export interface RedisPair {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  /** What clients use. It leads to the primary until `failover`. */
  readonly url: string;
  /** The line between clients and whoever is the primary. */
  readonly front: FaultProxy;
  /** The line on which the replica copies the primary. */
  readonly copying: FaultProxy;
  /** Waits until the replica has everything that the primary has. */
  inStep(): Promise<void>;
  /** The primary dies as it stands, the replica takes over with what it has, and clients are led there. */
  failover(): Promise<void>;
  stop(): Promise<void>;
}

/** How long a replica may take to begin copying. */
const COPY_MS = 20_000;

export async function startRedisPair(options: RedisServerOptions = {}): Promise<RedisPair> {
  const stops: Array<() => Promise<void>> = [];
  const kept = async <Thing>(starting: Promise<Thing>, stop: (thing: Thing) => Promise<void>): Promise<Thing> => {
    const thing = await starting;
    stops.unshift(() => stop(thing));
    return thing;
  };
  const stop = async () => {
    for (const each of stops.splice(0)) await each();
  };
  try {
    const args = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1', ...(options.args ?? [])];
    const primary = await kept(startRedisServer({ ...options, args }), (server) => server.stop());
    const copying = await kept(startFaultProxy(primary.port), (proxy) => proxy.close());
    const copy = { ...options, args, replicaOf: copying.port };
    const replica = await kept(startRedisServer(copy), (server) => server.stop());
    const front = await kept(startFaultProxy(primary.port), (proxy) => proxy.close());
    const inStep = async () => {
      // At least the first byte: a replica that copies anew is called online before it has confirmed anything, is sent
      // nothing new until it does, and a primary that has just begun has written nothing.
      const has = Math.max(1, await offsetOf(primary, 'master_repl_offset'));
      // Asked of both: after a restart of the primary a replica still tells of the history that it had before.
      const copied = async () => {
        const told = /slave0:.*state=online,offset=(\d+)/.exec(await primary.ask('INFO', 'replication'))?.[1] ?? -1;
        const linked = (await replica.ask('INFO', 'replication')).includes('master_link_status:up');
        return (linked && Number(told) >= has && (await offsetOf(replica, 'slave_repl_offset')) >= has) || undefined;
      };
      await eventually(copied, 'the replica', COPY_MS);
    };
    const pair: RedisPair = {
      primary,
      replica,
      url: front.urlOf(primary.url),
      front,
      copying,
      inStep,
      async failover() {
        await primary.kill();
        await replica.ask('REPLICAOF', 'NO', 'ONE');
        front.switchTo(replica.port);
      },
      stop,
    };
    await eventually(
      async () => (await replica.ask('INFO', 'replication')).includes('master_link_status:up') || undefined,
      'the replica to copy',
      COPY_MS,
    );
    await inStep();
    return pair;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How much of the history of writes a server has, in bytes. */
async function offsetOf(server: RedisServer, name: string): Promise<number> {
  const info = await server.ask('INFO', 'replication');
  return Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1] ?? -1);
}
