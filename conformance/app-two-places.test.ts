import { afterAll, beforeAll } from 'vitest';
import { appSuite } from './app-suite.ts';
import { startEdge } from './edge-process.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** One pod and one edge that share a Redis: people speak at one and read at the other, both ways. */
let redis: RedisServer;
let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer();
  [pod, edge] = await Promise.all([startPod({ redisUrl: redis.url }), startEdge({ redisUrl: redis.url })]);
});
afterAll(async () => {
  await Promise.all([pod.stop(), edge.stop()]);
  await redis.stop();
});

appSuite({ name: 'node to workerd', places: () => ({ writer: pod, reader: edge }) });
appSuite({
  name: 'workerd to node',
  places: () => ({ writer: edge, reader: pod }),
  except: [
    { test: 'the answer 426 says to what to upgrade', because: 'workerd takes Upgrade out of every answer but 101' },
  ],
});
