import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { fresh } from './streams-fixture.ts';

const LEASE_MS = 10_000;

let redis: RedisServer;
let one: Streams;
let other: Streams;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

async function open(): Promise<void> {
  const options = { url: redis.url, prefix: fresh('bw'), retention: { entries: 10, seconds: 10 } };
  one = openStreams(options);
  other = openStreams(options);
}

async function close(): Promise<void> {
  await Promise.all([one.close(), other.close()]);
}

test('each process hears what the others carry, and not of itself', async () => {
  await open();
  const first = await one.loads.tell('a', 10, LEASE_MS);

  const second = await other.loads.tell('b', 70, LEASE_MS);
  const third = await one.loads.tell('a', 12, LEASE_MS);

  expect([first, second, third]).toEqual([[], [10], [70]]);
  expect(await other.loads.tell('b', 71, LEASE_MS)).toEqual([12]);
  await close();
});

test('who takes no newcomers does not count, and hears of the others all the same', async () => {
  await open();
  await one.loads.tell('a', 10, LEASE_MS);
  await other.loads.tell('b', 70, LEASE_MS);

  const heard = await one.loads.tell('a', undefined, LEASE_MS);

  expect(heard).toEqual([70]);
  expect(await other.loads.tell('b', 70, LEASE_MS)).toEqual([]);
  await close();
});

test('who was not heard of within a lease does not count', async () => {
  await open();
  await one.loads.tell('dead', 10, LEASE_MS);

  const heard = await other.loads.tell('b', 70, -1);

  expect(heard).toEqual([]);
  await close();
});
