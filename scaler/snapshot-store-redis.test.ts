import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type RedisServer, startRedisServer } from '#conformance';
import { linkRedis, type RedisLink } from './redis-link.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import { SnapshotStoreRedis } from './snapshot-store-redis.ts';
import { SNAPSHOT_STORE_PROMISES } from './snapshot-store-suite.ts';

const log = { log() {} };
let server: RedisServer;
const open: (() => unknown)[] = [];
let count = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end();
});

afterAll(() => server?.stop());

async function replica(prefix: string): Promise<{ store: SnapshotStoreRedis; link: RedisLink }> {
  const link = await linkRedis(server.url, log);
  open.push(() => link.close());
  const store = await SnapshotStoreRedis.open(link, prefix, log);
  open.push(() => store.close());
  return { store, link };
}

describe('snapshots in Redis', () => {
  for (const promise of SNAPSHOT_STORE_PROMISES) {
    it(promise.name, async () => {
      const { store } = await replica(`suite-${++count}`);
      await promise.try(store);
    });
  }

  it('are heard by every replica, and told to who watches there', async () => {
    const [one, two] = [await replica('pair'), await replica('pair')];
    const heard: number[] = [];
    two.store.watch('shop/chat', ({ planned }) => heard.push(planned));

    await one.store.put(snapshotOf({ decidedAt: 10, planned: 7 }));

    await eventually(() => two.store.latest('shop/chat'), 'the snapshot of the other replica');
    expect(two.store.latest('shop/chat')).toEqual(one.store.latest('shop/chat'));
    expect(heard).toEqual([7]);
  });

  it('are there for a replica that begins later', async () => {
    const first = await replica('later');
    await first.store.put(snapshotOf({ decidedAt: 10, planned: 7 }));

    const { store } = await replica('later');

    expect(store.latest('shop/chat')?.planned).toBe(7);
  });

  it('that cannot be read are left out', async () => {
    const { link } = await replica('wrong');
    await link.sendCommand(['HSET', '{wrong:snapshots}', 'shop/chat', '{"workload":"shop/chat","planned":-1}']);

    const { store } = await replica('wrong');

    expect(store.latest('shop/chat')).toBeUndefined();
  });

  it('are answered from while Redis is gone, and shared again when it is back', async () => {
    const own = await startRedisServer({ appendonly: true });
    open.push(() => own.stop());
    const links = [await linkRedis(own.url, log), await linkRedis(own.url, log)] as const;
    const stores = [
      await SnapshotStoreRedis.open(links[0], 'gone', log),
      await SnapshotStoreRedis.open(links[1], 'gone', log),
    ] as const;
    open.push(...links.map((link) => () => link.close()), ...stores.map((store) => () => store.close()));
    await own.kill();

    await expect(stores[0].put(snapshotOf({ decidedAt: 10, planned: 7 }))).rejects.toThrow();
    expect(stores[0].latest('shop/chat')?.planned).toBe(7);

    await own.restart();
    await eventually(
      () =>
        stores[0].put(snapshotOf({ decidedAt: Date.now(), planned: 8 })).then(
          () => true,
          () => undefined,
        ),
      'Redis to take snapshots again',
    );
    await eventually(() => stores[1].latest('shop/chat'), 'the other replica to hear again');
    expect(stores[1].latest('shop/chat')?.planned).toBe(8);
  });
});
