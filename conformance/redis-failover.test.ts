import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { ANSWER_MS, enter, HEALED_MS, insist, metricOf, readiness, say, statusOf, wordOf } from './fault-scene.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisPair, startRedisPair } from './redis-pair.ts';

const ROOM = 'harbour';
const HOUR_MS = 3_600_000;

let pair: RedisPair;
let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  pair = await startRedisPair();
  const options = { redisUrl: pair.url, env: { DURABILITY: 'redis-wait' } };
  [pod, edge] = await Promise.all([startPod(options), startEdge(options)]);
});
afterAll(async () => {
  await Promise.all([pod?.stop(), edge?.stop()]);
  await pair?.stop();
});

test('with "redis-wait" and the replica cut off, both places say "not-durable", warn, and stay ready', async () => {
  const [ada, bob] = [await enter(edge, 'quay', 'ada'), await enter(pod, 'quay', 'bob')];
  await ada.tell('before', { id: 'message-1' });
  const level = 'durability:redis-wait';
  const well = [(await readiness(pod))[level], (await readiness(edge))[level]];

  pair.copying.blackhole();
  const refused = await Promise.all([say(ada, 'message-2'), say(bob, 'message-3')]);
  const warned = [(await readiness(pod))[level], (await readiness(edge))[level]];
  const ready = [await statusOf(pod, '/ready'), await statusOf(edge, '/ready')];
  const shown = await bob.heard(3);
  pair.copying.heal();
  const healed = await Promise.all([
    insist(ada, 'message-2', performance.now()),
    insist(bob, 'message-3', performance.now()),
  ]);

  expect(well).toEqual(['ok', 'ok']);
  expect(refused.map(wordOf)).toEqual(['not-durable', 'not-durable']);
  for (const { tookMs } of refused) expect(tookMs).toBeLessThan(ANSWER_MS);
  for (const warning of warned) expect(warning).toContain('No replica confirmed');
  expect(ready).toEqual([200, 200]);
  expect(shown.map(({ offset }) => offset)).toEqual([1, 2, 3]);
  for (const { answers } of healed) expect(answers.at(-1)).toMatchObject({ type: 'ack', duplicate: true });
  for (const peer of [ada, bob]) peer.break();
});

test('when the replica that takes over lacks the newest messages and its ids are behind, everybody is told', async () => {
  const [ada, bob, eve] = await Promise.all([
    enter(edge, ROOM, 'ada'),
    enter(pod, ROOM, 'bob'),
    enter(pod, ROOM, 'eve'),
  ]);
  for (const id of ['message-1', 'message-2']) await ada.tell(id, { id });
  await Promise.all([ada, bob].map((peer) => peer.heard(2)));
  await pair.inStep();
  pair.copying.blackhole();
  for (const key of (await pair.primary.ask('KEYS', '*:live')).split('\n')) {
    await pair.primary.ask('XADD', key, `${Date.now() + HOUR_MS}-0`, 'clock', 'ahead');
  }
  const lost = [await say(ada, 'message-3'), await say(ada, 'message-4')];
  await Promise.all([ada, bob, eve].map((peer) => peer.heard(4)));
  eve.break();

  await pair.failover();
  const backAt = performance.now();
  // The one that took over has no replica: it confirms nothing, and so nothing is acknowledged. It is shown all the same.
  await eventually(async () => wordOf(await say(bob, 'message-5')) === 'not-durable' || undefined, 'the new primary');
  const hears = (peer: Peer) => peer.until(() => peer.entries.at(-1)?.id === 'message-5' || undefined, 'the newest');
  await Promise.all([hears(ada), hears(bob)]);
  const healedMs = performance.now() - backAt;
  const again = await enter(pod, ROOM, 'eve', eve);
  await hears(again);

  expect(lost.map(wordOf)).toEqual(['not-durable', 'not-durable']);
  expect([ada, bob].map((peer) => peer.all('gap').map(({ reason }) => reason))).toEqual([['epoch'], ['epoch']]);
  expect(again.all('welcome')[0]?.recovered).toBe(false);
  for (const peer of [ada, bob]) {
    expect(peer.entries.slice(4).map(({ id }) => id)).toEqual(['message-1', 'message-2', 'message-5']);
  }
  expect(healedMs).toBeLessThan(HEALED_MS);
  expect(await metricOf(pod, 'breakwater_entries_lost_total')).toBe(2);
  expect(await metricOf(pod, 'breakwater_log_foreign_total')).toBeGreaterThan(0);
  for (const peer of [ada, bob, again]) peer.break();
});
