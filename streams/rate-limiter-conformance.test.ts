import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, rateLimiterSuite, startRedisServer } from '#conformance';
import { openStreams } from './streams.ts';
import { ask, fresh } from './streams-fixture.ts';

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

rateLimiterSuite({
  name: 'Redis',
  async open() {
    const prefix = fresh('bw');
    const options = { url: redis.url, prefix, retention: { entries: 10, seconds: 10 } };
    const opened = [openStreams(options), openStreams(options)];
    return {
      limiter: opened[0]!.limiter,
      second: opened[1]!.limiter,
      // A key of the suite is at rest after a second, so a minute's wait would prove nothing more. A timer may be a
      // millisecond early.
      advance: (ms) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 1_000) + 1)),
      size: async () => ((await ask(redis.url, 'KEYS', `${prefix}:rate:*`)) as string[]).length,
      async close() {
        await Promise.all(opened.map((streams) => streams.close()));
      },
    };
  },
});
