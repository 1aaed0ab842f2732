import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { ask, fresh } from './streams-fixture.ts';

let redis: RedisServer;
let one: Streams;
let other: Streams;
const prefix = fresh('bw');

beforeAll(async () => {
  redis = await startRedisServer();
  const options = { url: redis.url, prefix, retention: { entries: 10, seconds: 10 } };
  one = openStreams(options);
  other = openStreams(options);
});

afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await redis.stop();
});

test('a key is counted once over two processes, also when they race', async () => {
  const key = fresh('key');
  const rule = { perMinute: 1, burst: 20 };

  const taken = await Promise.all(
    Array.from({ length: 100 }, (_, index) => (index % 2 ? one : other).limiter.take(key, rule)),
  );

  expect(taken.filter(({ allowed }) => allowed).length).toBe(20);
});

test('what was refused is not counted, and the wait is long enough', async () => {
  const key = fresh('key');
  const rule = { perMinute: 600, burst: 1 };
  await one.limiter.take(key, rule);
  const refused = await Promise.all(Array.from({ length: 50 }, () => one.limiter.take(key, rule)));
  const waits = refused.map((taken) => (taken.allowed ? 0 : taken.retryAfterMs));

  await new Promise((resolve) => setTimeout(resolve, Math.max(...waits) + 1));
  const after = await other.limiter.take(key, rule);

  expect(Math.min(...waits)).toBeGreaterThan(0);
  expect(Math.max(...waits)).toBeLessThanOrEqual(100);
  expect(after).toEqual({ allowed: true });
});

test('a key at rest is not there', async () => {
  const key = fresh('key');

  await one.limiter.take(key, { perMinute: 6_000, burst: 5 });

  await expect.poll(() => ask(redis.url, 'EXISTS', `${prefix}:rate:${key}`)).toBe(0);
});
