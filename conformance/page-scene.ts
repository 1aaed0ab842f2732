import type { Browser } from 'playwright-core';
import { PageVisitor, startBrowser } from './browser.ts';
import { startEdge } from './edge-process.ts';
import { freePort } from './free-port.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** Two pods that share rooms, and send people to each other. */
export async function startTwoPods(redisUrl: string, prefix: string): Promise<[RunningPlace, RunningPlace]> {
  const [one, two] = [await freePort(), await freePort()];
  return Promise.all([
    startPod({ name: 'pod-1', redisUrl, env: { KEY_PREFIX: prefix, ...neighbours([one, two]) } }),
    startPod({ name: 'pod-2', redisUrl, env: { KEY_PREFIX: prefix, ...neighbours([two, one]) } }),
  ]);
}

/** The edge and a pod that share rooms; the edge sends people to the pod. */
export async function startEdgeAndPod(redisUrl: string, prefix: string): Promise<[RunningPlace, RunningPlace]> {
  const port = await freePort();
  const edge = await startEdge({ redisUrl, env: { KEY_PREFIX: prefix, ELSEWHERE: `http://127.0.0.1:${port}` } });
  try {
    const env = { PORT: `${port}`, KEY_PREFIX: prefix, ALLOWED_ORIGINS: edge.url, ELSEWHERE: edge.url };
    return [edge, await startPod({ redisUrl, env })];
  } catch (error) {
    await edge.kill();
    throw error;
  }
}

/** A browser, and the edge and a pod that share rooms. */
export interface PageScene {
  readonly browser: Browser;
  readonly redis: RedisServer;
  readonly edge: RunningPlace;
  readonly pod: RunningPlace;
  close(): Promise<void>;
}

/** Starts all that the page needs; `prefix` is of its keys in Redis. */
export async function startPageScene(prefix: string): Promise<PageScene> {
  const [browser, redis] = await Promise.all([startBrowser(), startRedisServer()]);
  const stop = async (places: readonly RunningPlace[]) => {
    await browser.close();
    await Promise.all(places.map((place) => place.stop()));
    await redis.stop();
  };
  try {
    const [edge, pod] = await startEdgeAndPod(redis.url, prefix);
    return { browser, redis, edge, pod, close: () => stop([edge, pod]) };
  } catch (error) {
    await stop([]);
    throw error;
  }
}

/** Two people in a room of their own, one at the edge by day, one at the pod at night. */
export async function meet({ browser, edge, pod }: PageScene, room: string): Promise<[PageVisitor, PageVisitor]> {
  return Promise.all([
    PageVisitor.enter(browser, `${edge.url}/?room=${room}`, 'Ada', { colorScheme: 'light' }),
    PageVisitor.enter(browser, `${pod.url}/?room=${room}`, 'Bob', { colorScheme: 'dark' }),
  ]);
}

function neighbours([own, other]: readonly [number, number]): Record<string, string> {
  const url = `http://127.0.0.1:${other}`;
  return { PORT: `${own}`, ALLOWED_ORIGINS: url, ELSEWHERE: url };
}
