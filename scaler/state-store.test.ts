import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedisServer } from '#conformance';
import { readPart } from './run-state.ts';
import type { StateStore } from './state-store.ts';
import { StateStoreMemory } from './state-store-memory.ts';
import { StateStoreRedis } from './state-store-redis.ts';
import { StateStoreSqlite } from './state-store-sqlite.ts';
import { runState, STATE_STORE_PROMISES } from './state-store-suite.ts';

function promises(fresh: () => StateStore): void {
  for (const promise of STATE_STORE_PROMISES) {
    it(promise.name, async () => {
      const store = fresh();
      await promise.try(store);
      await store.close();
    });
  }
}

describe('states in memory', () => {
  promises(() => new StateStoreMemory());
});

describe('states in a file', () => {
  promises(() => new StateStoreSqlite(':memory:'));

  it('are there when the file is opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'breakwater-state-'));
    const first = new StateStoreSqlite(join(folder, 'state.db'));
    await first.claim('shop/chat', runState(3));
    await first.close();

    const second = new StateStoreSqlite(join(folder, 'state.db'));

    expect((await second.load('shop/chat')).run).toEqual(runState(3));
    await second.close();
    await rm(folder, { recursive: true });
  });
});

describe('states in Redis', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  let count = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    client = createClient({ url: server.url });
    await client.connect();
  });

  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  promises(() => new StateStoreRedis(client, `test-${++count}`));

  it('that cannot be read were never there', async () => {
    const store = new StateStoreRedis(client, 'broken');
    await client.hSet('broken:state:shop/chat', { run: '{"version":1', learned: '{"version":2,"at":3}' });

    expect(await store.load('shop/chat')).toEqual({});
  });
});

describe('a part of a state', () => {
  it('of another version, or with parts missing, is none', () => {
    expect(readPart('run', JSON.stringify(runState(1)))).toEqual(runState(1));
    for (const text of [null, '', 'null', '[]', '{"version":2}', JSON.stringify({ ...runState(1), memory: {} })]) {
      expect(readPart('run', text)).toBeUndefined();
    }
  });
});
