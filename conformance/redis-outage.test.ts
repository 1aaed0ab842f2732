import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { ANSWER_MS, enter, HEALED_MS, insist, metricOf, NOT_READY_MS, say, statusOf, wordOf } from './fault-scene.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** How long Redis stays away. OUTAGE_SECONDS=10 is the length that is promised for. */
const OUTAGE_MS = Number(process.env.OUTAGE_SECONDS ?? 3) * 1_000;

let redis: RedisServer;
let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer({ appendonly: true, args: ['--appendfsync', 'everysec'] });
  const options = { redisUrl: redis.url };
  [pod, edge] = await Promise.all([startPod(options), startEdge(options)]);
});
afterAll(async () => {
  await Promise.all([pod?.stop(), edge?.stop()]);
  await redis?.stop();
});

/** The file that the last writes are in. */
async function lastFile(): Promise<string> {
  const folder = join(redis.folder, 'appendonlydir');
  const name = (await readdir(folder)).find((file) => file.endsWith('.incr.aof'));
  return join(folder, name ?? '');
}

const gaps = (peer: Peer) => peer.all('gap').map(({ reason }) => reason);

test('while Redis is dead everything is refused and nothing acknowledged; once it is back everything goes on', async () => {
  const room = 'outage';
  const [ada, bob] = [await enter(edge, room, 'ada'), await enter(pod, room, 'bob')];
  await Promise.all([ada.tell('one', { id: 'message-a1' }), bob.tell('two', { id: 'message-b1' })]);
  await Promise.all([ada.heard(2), bob.heard(2)]);

  await redis.kill();
  const diedAt = performance.now();
  const notReady = async (place: RunningPlace) => {
    await eventually(async () => (await statusOf(place, '/ready')) === 503 || undefined, 'a place not to be ready');
    return performance.now() - diedAt;
  };
  const asked = Promise.all([say(ada, 'message-a2'), say(bob, 'message-b2')]);
  const notReadyMs = Math.max(...(await Promise.all([notReady(pod), notReady(edge)])));
  const refused = await asked;
  const alive = [await statusOf(pod, '/health'), await statusOf(edge, '/health')];
  await pause(Math.max(0, OUTAGE_MS - (performance.now() - diedAt)));
  await redis.restart();
  const backAt = performance.now();
  const back = await Promise.all([insist(ada, 'message-a2', backAt), insist(bob, 'message-b2', backAt)]);
  await Promise.all([ada.heard(4), bob.heard(4)]);
  const heardMs = performance.now() - backAt;

  expect(refused.map(wordOf)).toEqual(['unavailable', 'unavailable']);
  for (const { tookMs } of refused) expect(tookMs).toBeLessThan(ANSWER_MS);
  expect(notReadyMs).toBeLessThan(NOT_READY_MS);
  expect(alive).toEqual([200, 200]);
  for (const { afterMs } of back) expect(afterMs).toBeLessThan(HEALED_MS);
  expect(heardMs).toBeLessThan(HEALED_MS);
  expect(ada.entries).toEqual(bob.entries);
  expect(new Set(ada.entries.map(({ id }) => id)).size).toBe(4);
  expect([...gaps(ada), ...gaps(bob)]).toEqual([]);
  await eventually(async () => (await statusOf(pod, '/ready')) === 200 || undefined, 'the pod to be ready');
  for (const peer of [ada, bob]) peer.break();
});

test('what Redis had not written to disk is lost, told to everybody once, and counted', async () => {
  const room = 'loss';
  const [ada, bob] = [await enter(edge, room, 'ada'), await enter(pod, room, 'bob')];
  for (const id of ['message-1', 'message-2', 'message-3']) await ada.tell(id, { id });
  await bob.heard(3);
  const file = await lastFile();
  const { size } = await stat(file);
  for (const id of ['message-4', 'message-5']) await ada.tell(id, { id });
  await Promise.all([ada.heard(5), bob.heard(5)]);

  await redis.kill();
  await truncate(file, size);
  await redis.restart();
  await insist(bob, 'message-6', performance.now());
  await Promise.all([ada, bob].map((peer) => peer.frame('gap')));
  const last = (peer: Peer) => peer.entries.at(-1)?.id === 'message-6' || undefined;
  for (const peer of [ada, bob]) await peer.until(() => last(peer), 'the message after the loss');

  const shown = bob.entries.slice(5).map(({ id }) => id);
  expect(shown).toEqual(['message-1', 'message-2', 'message-3', 'message-6']);
  expect([gaps(ada), gaps(bob)]).toEqual([['epoch'], ['epoch']]);
  expect(await metricOf(pod, 'breakwater_entries_lost_total')).toBe(2);
  expect(await metricOf(pod, 'breakwater_log_rollbacks_total')).toBeGreaterThan(0);
  for (const peer of [ada, bob]) peer.break();
});

test('a Redis that comes back empty begins a new epoch: everybody is told once and nobody stays deaf', async () => {
  const room = 'emptied';
  const places = [pod, edge, pod, edge, pod, edge];
  const here = await Promise.all(places.map((place, index) => enter(place, room, `here-${index}`)));
  const away = await Promise.all([pod, edge].map((place, index) => enter(place, room, `away-${index}`)));
  const [ada] = here as [Peer];
  await ada.tell('before', { id: 'message-1' });
  await Promise.all([...here, ...away].map((peer) => peer.heard(1)));
  for (const peer of away) peer.break();

  await redis.kill();
  await redis.restart({ empty: true });
  await insist(ada, 'message-2', performance.now());
  await Promise.all(here.map((peer) => peer.heard(2)));
  const back = await Promise.all(away.map((peer, index) => enter(places[index] ?? pod, room, `away-${index}`, peer)));
  const again = await Promise.all(
    back.map(async (peer, index) => {
      await peer.heard(1);
      peer.break();
      return enter(places[index] ?? pod, room, `away-${index}`, peer);
    }),
  );
  await ada.tell('after', { id: 'message-3' });
  await Promise.all([...here.map((peer) => peer.heard(3)), ...again.map((peer) => peer.heard(1))]);

  expect(here.map(gaps)).toEqual(here.map(() => ['epoch']));
  expect(back.map((peer) => [peer.all('welcome')[0]?.recovered, ...gaps(peer)])).toEqual(
    back.map(() => [false, 'epoch']),
  );
  expect(again.map((peer) => [peer.all('welcome')[0]?.recovered, ...gaps(peer)])).toEqual(again.map(() => [true]));
  expect(here.map((peer) => peer.offsets)).toEqual(here.map(() => [1, 1, 2]));
  expect(again.map((peer) => peer.offsets)).toEqual(again.map(() => [2]));
  for (const peer of [...here, ...again]) peer.break();
});
