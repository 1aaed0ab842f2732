import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '#conformance';
import { SeriesStoreRedis } from './series-store-redis.ts';
import { SERIES_STORE_PROMISES, SUITE_PRUNE_MOST, SUITE_RETENTION } from './series-store-suite.ts';

const ALL = { fromAt: 0, toAt: Number.MAX_SAFE_INTEGER, resolution: 'raw' } as const;
let server: RedisServer;
let client: ReturnType<typeof connect>;

const connect = (url: string) => createClient({ url, disableOfflineQueue: true }).on('error', () => {});
const fresh = () => `bw-${randomUUID()}`;

beforeAll(async () => {
  server = await startRedisServer();
  client = connect(server.url);
  await client.connect();
});
afterAll(async () => {
  client?.destroy();
  await server?.stop();
});

for (const promise of SERIES_STORE_PROMISES) {
  test(`redis: ${promise.name}`, async () => {
    const prefix = fresh();
    const open = () => new SeriesStoreRedis(client, prefix, SUITE_RETENTION, SUITE_PRUNE_MOST);
    await promise.try({ store: open(), again: open });
  });
}

test('two replicas that collect the same samples write each of them once', async () => {
  const prefix = fresh();
  const replicas = [new SeriesStoreRedis(client, prefix), new SeriesStoreRedis(client, prefix)];
  const samples = Array.from({ length: 100 }, (_, index) => ({ at: 1_000 + index, value: index }));

  await Promise.all(replicas.map((replica) => replica.append('shop/chat', 'live', samples)));

  const stream = `${prefix}:metrics.raw:{shop%2Fchat/live}`;
  expect(await client.sendCommand(['XLEN', stream])).toBe(100);
  expect(await client.sendCommand(['EXISTS', `${stream}:late`])).toBe(0);
});

test('a series that is empty is in no list, and one that nobody writes to goes by itself', async () => {
  const prefix = fresh();
  const store = new SeriesStoreRedis(client, prefix, { rawDays: 1 });
  await store.append('shop/chat', 'live', [{ at: 1, value: 1 }]);
  const stream = `${prefix}:metrics.raw:{shop%2Fchat/live}`;
  expect(Number(await client.sendCommand(['TTL', stream]))).toBeLessThanOrEqual(2 * 86_400);

  await store.prune(1e12);
  await client.sendCommand(['DEL', stream]);
  await store.prune(1e12);

  expect(await client.sendCommand(['SCARD', `${prefix}:metrics.series`])).toBe(0);
});

test('without a Redis every method is refused with the cause, and works again when it is back', async () => {
  const own = await startRedisServer({ appendonly: true });
  const flaky = connect(own.url);
  await flaky.connect();
  const store = new SeriesStoreRedis(flaky, fresh());
  await store.append('shop/chat', 'live', [{ at: 1, value: 1 }]);

  await own.kill();
  await expect(store.append('shop/chat', 'live', [{ at: 2, value: 2 }])).rejects.toMatchObject({ code: 'series' });
  await expect(store.read('shop/chat', 'live', ALL)).rejects.toMatchObject({ code: 'series' });
  await own.restart();

  const read = () => store.read('shop/chat', 'live', ALL).catch(() => undefined);
  await expect.poll(read, { timeout: 10_000 }).toBeDefined();
  flaky.destroy();
  await own.stop();
});

test('a Redis that is silent is left after a few seconds', async () => {
  const store = new SeriesStoreRedis({ sendCommand: () => new Promise(() => {}) }, fresh());

  await expect(store.read('shop/chat', 'live', ALL)).rejects.toThrow('did not answer within 3000 ms');
});
