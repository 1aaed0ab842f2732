import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { ANSWER_MS, enter, HEALED_MS, insist, say, wordOf } from './fault-scene.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** How long each fault lasts. FAULT_SECONDS=15 is the length that is promised for. */
const FAULT_MS = Number(process.env.FAULT_SECONDS ?? 2.2) * 1_000;

let redis: RedisServer;
let line: FaultProxy;
let pod: RunningPlace;
let edge: RunningPlace;
let rooms = 0;

beforeAll(async () => {
  redis = await startRedisServer({ args: ['--enable-debug-command', 'local'] });
  line = await startFaultProxy(redis.port);
  const options = { redisUrl: line.urlOf(redis.url) };
  [pod, edge] = await Promise.all([startPod(options), startEdge(options)]);
});
afterEach(() => line.heal());
afterAll(async () => {
  await Promise.all([pod?.stop(), edge?.stop()]);
  await line?.close();
  await redis?.stop();
});

/**
 * Makes it bad, talks at both places all the while, makes it good again. Whatever was answered came in time; whatever
 * was acknowledged is heard by both, once and in order; soon after it is good everything is acknowledged.
 */
async function suffer(spoil: () => unknown, heal: () => unknown): Promise<Set<string>> {
  const room = `harbour-${++rooms}`;
  const [ada, bob] = [await enter(edge, room, `ada-${rooms}`), await enter(pod, room, `bob-${rooms}`)];
  await Promise.all([
    ada.tell('before', { id: `message-${rooms}-a` }),
    bob.tell('before', { id: `message-${rooms}-b` }),
  ]);
  const words = new Set<string>();
  const wanted = new Set([`message-${rooms}-a`, `message-${rooms}-b`]);
  const pending: Array<readonly [typeof ada, string]> = [];

  await spoil();
  const until = performance.now() + FAULT_MS;
  for (let count = 0; performance.now() < until; count++) {
    const asked = [
      [ada, `at-edge-${rooms}-${count}`],
      [bob, `at-pod-${rooms}-${count}`],
    ] as const;
    const answers = await Promise.all(asked.map(([peer, id]) => say(peer, id)));
    for (const [index, answered] of answers.entries()) {
      expect(answered.tookMs).toBeLessThan(ANSWER_MS);
      words.add(wordOf(answered));
      const [peer, id] = asked[index] ?? [ada, ''];
      wanted.add(id);
      if (wordOf(answered) !== 'ack') pending.push([peer, id]);
    }
    // One may say a hundred a minute, and twenty at once.
    await pause(FAULT_MS / 12);
  }
  await heal();
  const healedAt = performance.now();
  const late = await Promise.all([
    insist(ada, `healed-${rooms}-a`, healedAt),
    insist(bob, `healed-${rooms}-b`, healedAt),
  ]);
  for (const { afterMs } of late) expect(afterMs).toBeLessThan(HEALED_MS);
  for (const [peer, id] of pending) await insist(peer, id, healedAt);
  for (const each of ['a', 'b']) wanted.add(`healed-${rooms}-${each}`);
  for (const peer of [ada, bob]) {
    await peer.heard(wanted.size);
    expect(peer.offsets).toEqual(Array.from({ length: wanted.size }, (_, index) => index + 1));
    expect(new Set(peer.entries.map(({ id }) => id))).toEqual(wanted);
    expect(peer.all('gap')).toEqual([]);
    peer.break();
  }
  return words;
}

test('a Redis that pauses everybody', async () => {
  const words = await suffer(
    () => redis.ask('CLIENT', 'PAUSE', String(FAULT_MS), 'ALL'),
    () => {},
  );

  expect(words).toContain('unavailable');
});

test('a Redis that does nothing at all for a while', async () => {
  let asleep: Promise<unknown> | undefined;
  const words = await suffer(
    () => {
      asleep = redis.ask('DEBUG', 'SLEEP', String(FAULT_MS / 1_000));
    },
    () => asleep,
  );

  expect(words).toContain('unavailable');
});

test('a slow and unsteady line delays and refuses nothing', async () => {
  const words = await suffer(
    () => line.shape({ latencyMs: 300, jitterMs: 200 }),
    () => line.heal(),
  );

  expect(words).toEqual(new Set(['ack']));
});

test('a narrow line in small pieces delays and refuses nothing', async () => {
  const words = await suffer(
    () => line.shape({ bytesPerSecond: 32 * 1024, sliceBytes: 100 }),
    () => line.heal(),
  );

  expect(words).toEqual(new Set(['ack']));
});

test('a line that swallows everything', async () => {
  const words = await suffer(
    () => line.blackhole(),
    () => line.heal(),
  );

  expect(words).toEqual(new Set(['unavailable']));
});

test('a line that carries commands and no answers: what was written is not written twice', async () => {
  const words = await suffer(
    () => line.partition('back'),
    () => line.heal(),
  );

  expect(words).toEqual(new Set(['unavailable']));
});

test('a line that breaks again and again', async () => {
  const words = await suffer(
    () => line.resetEvery(FAULT_MS < 10_000 ? 700 : 2_000),
    () => line.heal(),
  );

  expect(words).toContain('ack');
});
