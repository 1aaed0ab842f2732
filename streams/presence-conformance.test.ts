import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { presenceSuite, type RedisServer, startRedisServer } from '#conformance';
import { openStreams } from './streams.ts';
import { fresh } from './streams-fixture.ts';

const LEASE_MS = 1_000;
let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

presenceSuite({
  name: 'Redis',
  async open() {
    const options = { prefix: fresh('bw'), retention: { entries: 10, seconds: 10 }, presenceLeaseMs: LEASE_MS };
    const wire = await openWire(redis.port);
    const opened = [openStreams({ ...options, url: redis.url }), openStreams({ ...options, url: wire.url })];
    return {
      presence: opened[0]!.presence,
      second: opened[1]!.presence,
      // For Redis and everybody else a process is dead when nothing comes from it any more.
      killSecond: wire.cut,
      leaseMs: LEASE_MS,
      async close() {
        await Promise.all(opened.map((streams) => streams.close()));
        await wire.cut();
      },
    };
  },
});

/** The way of one process to Redis, which can be cut for good. */
async function openWire(port: number): Promise<{ url: string; cut: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => other.destroy());
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`, cut };
}
