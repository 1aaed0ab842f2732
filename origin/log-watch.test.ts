import { afterEach, expect, test, vi } from 'vitest';
import type { LogFields } from '#app';
import { startRedisServer } from '#conformance';
import { QUICK, testConfig } from './fixture.ts';
import { type Pod, startPod } from './index.ts';

let pod: Pod | undefined;
afterEach(() => pod?.close());

test('a pod says in its log that its Redis is away, why, and when it is back', async () => {
  const redis = await startRedisServer();
  await redis.kill();
  const told: Array<[string, LogFields | undefined]> = [];
  const logger = { log: (_level: string, event: string, fields?: LogFields) => told.push([event, fields]) };
  try {
    pod = await startPod(testConfig({ KEEPER: 'redis', REDIS_URL: redis.url }), { logger, farewell: QUICK });

    const [, away] = await vi.waitUntil(() => told.find(([event]) => event === 'log-away'), 15_000);
    await redis.restart();
    const [, back] = await vi.waitUntil(() => told.find(([event]) => event === 'log-back'), 30_000);

    expect(away).toMatchObject({ reason: 'ECONNREFUSED', advice: expect.stringContaining('REDIS_URL') });
    expect(back?.awaySeconds).toBeGreaterThanOrEqual(0);
    expect(told.filter(([event]) => event.startsWith('log-')).length).toBe(2);
    await pod.close();
  } finally {
    await redis.stop();
  }
}, 60_000);
