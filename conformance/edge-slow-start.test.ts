import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { freePort } from './free-port.ts';
import { Peer, Refused } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

/** The pod is started so much later than the first visitors come, and they go on coming meanwhile. Milliseconds. */
const LATE_MS = 5_000;
const EVERY_MS = 100;
/** Long enough for a pod on a busy machine. */
const MOST_VISITORS = 400;
/** How soon a client that was refused comes again. */
const AGAIN_MS = 1_000;

let redis: RedisServer;
let port: string;
let podTakes = false;
const edges: Record<string, RunningPlace> = {};

beforeAll(async () => {
  redis = await startRedisServer();
  port = String(await freePort());
  const lateUrl = `http://127.0.0.1:${port}`;
  // A proxy is only ready with its pods, so it is given one to begin with.
  const first = await startPod({ redisUrl: redis.url, env: { PORT: port } });
  for (const mode of ['absorb', 'proxy']) {
    edges[mode] = await startEdge({ redisUrl: redis.url, env: { MODE: mode, ORIGIN_URL: lateUrl } });
  }
  await first.kill();
});
afterAll(async () => {
  for (const edge of Object.values(edges)) await edge.stop();
  await redis.stop();
});

interface Arrival {
  readonly place: string;
  readonly ms: number;
  readonly refusals: number;
}

/** Somebody comes, and comes again while they are refused. */
async function arrive(url: string, room: string, who: string): Promise<Arrival> {
  const startedAt = performance.now();
  const token = await signToken({ sub: who });
  for (let refusals = 0; ; refusals++) {
    try {
      const peer = await Peer.enter(url, room, token);
      const { place } = await peer.frame('welcome');
      const ms = performance.now() - startedAt;
      await peer.close();
      return { place, ms, refusals };
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 503 || refusals > 30) throw error;
      await pause(AGAIN_MS);
    }
  }
}

/** Visitors come until the pod has taken one who was sent there by the edge that absorbs. */
async function visitors(mode: string): Promise<Arrival[]> {
  const url = edges[mode]?.url ?? '';
  const arrivals: Promise<Arrival>[] = [];
  for (let index = 0; index < MOST_VISITORS && !podTakes; index++) {
    const arrival = arrive(url, `${mode}-${index % 3}`, `${mode}-${index}`);
    if (mode === 'absorb')
      arrival.then(
        ({ place }) => (podTakes ||= place === 'pod-1'),
        () => {},
      );
    arrivals.push(arrival);
    await pause(EVERY_MS);
  }
  return Promise.all(arrivals);
}

function summary(mode: string, arrivals: readonly Arrival[]): string {
  const times = arrivals.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
  const refused = arrivals.filter(({ refusals }) => refusals > 0).length;
  const atEdge = arrivals.filter(({ place }) => place === 'edge').length;
  return `${mode}: ${refused} of ${arrivals.length} refused, ${atEdge} served at the edge, first welcome p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`;
}

test('a pod that is started five seconds late refuses nobody where the edge absorbs; a proxy refuses all until then', async () => {
  const late = pause(LATE_MS).then(() => startPod({ redisUrl: redis.url, env: { PORT: port } }));
  onTestFinished(async () => (await late).stop());

  const [absorbed, proxied] = await Promise.all([visitors('absorb'), visitors('proxy')]);

  console.log(`${summary('absorb', absorbed)}\n${summary('proxy', proxied)}`);
  expect(absorbed.filter(({ refusals }) => refusals > 0)).toEqual([]);
  expect(absorbed[0]?.place).toBe('edge');
  expect(podTakes).toBe(true);
  expect(proxied[0]?.refusals).toBeGreaterThan(0);
  expect(proxied.every(({ place }) => place === 'pod-1')).toBe(true);
});
