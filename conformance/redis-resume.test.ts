import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftMessage, LIMITS } from '#chat';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { enter, metricOf } from './fault-scene.ts';
import { eventually } from './patience.ts';
import { KEPT } from './place-environment.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** How long somebody stays away who comes back. AWAY_SECONDS=60 is the length that is promised for. */
const AWAY_MS = Number(process.env.AWAY_SECONDS ?? 1) * 1_000;
const LONG = 10_000;

let redis: RedisServer;
let line: FaultProxy;
/** This one reaches Redis through a line that can be made bad, and keeps a long history. */
let first: RunningPlace;
let second: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer();
  line = await startFaultProxy(redis.port);
  [first, second] = await Promise.all([
    startPod({ name: 'pod-1', redisUrl: line.urlOf(redis.url) }),
    startPod({ name: 'pod-2', redisUrl: redis.url }),
  ]);
});
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await line?.close();
  await redis?.stop();
});

test('coming back twice with nothing said between brings nothing twice', async () => {
  const ada = await enter(first, 'twice', 'ada');
  for (const id of ['message-1', 'message-2']) await ada.tell(id, { id });
  await ada.heard(2);
  ada.break();

  const once = await enter(first, 'twice', 'ada', ada);
  once.break();
  const again = await enter(first, 'twice', 'ada', once);
  await again.tell('three', { id: 'message-3' });
  await again.heard(1);

  expect([once, again].map((peer) => peer.all('welcome')[0]?.recovered)).toEqual([true, true]);
  expect(once.offsets).toEqual([]);
  expect(again.offsets).toEqual([3]);
  again.break();
});

test('somebody who was cut off and stayed away is recovered', async () => {
  const [ada, bob] = [await enter(first, 'away', 'ada'), await enter(second, 'away', 'bob')];
  await ada.tell('one', { id: 'message-1' });
  await ada.heard(1);
  ada.break();
  await pause(AWAY_MS);
  await bob.tell('two', { id: 'message-2' });

  const back = await enter(first, 'away', 'ada', ada);

  expect((await back.heard(1)).map(({ offset }) => offset)).toEqual([2]);
  expect(back.all('welcome')[0]?.recovered).toBe(true);
  for (const peer of [bob, back]) peer.break();
});

test('somebody who moves from a pod to another and back sees everything once and in order', async () => {
  const bob = await enter(second, 'moving', 'bob');
  let ada = await enter(first, 'moving', 'ada');
  const seen: number[] = [];
  for (const [index, place] of [second, first, second, first].entries()) {
    await bob.tell(`${index}`, { id: `message-${index}a` });
    await ada.heard(1);
    seen.push(...ada.offsets);
    ada.break();
    await bob.tell(`${index} while away`, { id: `message-${index}b` });
    ada = await enter(place, 'moving', 'ada', ada);
    await ada.heard(1);
    seen.push(...ada.offsets);
    expect(ada.all('welcome')[0]?.recovered).toBe(true);
    ada.break();
    ada = await enter(place, 'moving', 'ada', ada);
  }

  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const peer of [ada, bob]) peer.break();
});

test('a pod that is overtaken by the trimming tells those who are there a gap, once, and counts it', async () => {
  const ada = await enter(first, 'overtaken', 'ada');
  const before = await metricOf(first, 'breakwater_gaps_total', 'trimmed');
  const bobs = await Promise.all(Array.from({ length: 8 }, (_, index) => enter(second, 'overtaken', `bob-${index}`)));
  await bobs[0]?.tell('before', { id: 'message-before' });
  await ada.heard(1);

  line.blackhole();
  for (let index = 0; index < 18; index++) {
    await Promise.all(bobs.map((bob, who) => bob.tell('later', { id: `message-${who}-${index}` })));
  }
  // What is live reaches back a minute; now it reaches back to nothing, as if all this had taken longer.
  for (const key of (await redis.ask('KEYS', '*:live')).split('\n')) await redis.ask('XTRIM', key, 'MAXLEN', '0');
  line.reset();
  line.heal();
  const head = 1 + 18 * bobs.length;
  await ada.until(() => ada.offsets.at(-1) === head || undefined, 'the newest entry');

  expect(head).toBeGreaterThan(KEPT + 1);
  expect(ada.all('gap')).toMatchObject([{ reason: 'trimmed', after: { offset: 1 }, missing: head - KEPT - 1 }]);
  expect(ada.offsets).toEqual([1, ...Array.from({ length: KEPT }, (_, index) => head - KEPT + 1 + index)]);
  expect(await metricOf(first, 'breakwater_gaps_total', 'trimmed')).toBe(before + 1);
  for (const peer of [ada, ...bobs]) peer.break();
});

test('ten thousand missed entries come in bounded pieces, and hold Redis up for none of them', async () => {
  const room = 'long';
  const pod = await startPod({ name: 'pod-3', redisUrl: redis.url, env: { HISTORY_ENTRIES: String(LONG) } });
  try {
    const ada = await enter(second, room, 'ada');
    await ada.tell('first', { id: 'message-first' });
    const [entry] = await ada.heard(1);
    ada.break();
    await fill(room, LONG - 1, entry?.at ?? 0);
    await redis.ask('CONFIG', 'RESETSTAT');

    const back = await enter(pod, room, 'ada', ada);
    await eventually(() => back.offsets.length === LONG - 1 || undefined, 'everything that was missed', 20_000);

    expect(back.offsets).toEqual(Array.from({ length: LONG - 1 }, (_, index) => index + 2));
    expect(back.all('welcome')[0]?.recovered).toBe(true);
    expect(Math.max(...back.all('entries').map(({ entries }) => entries.length))).toBeLessThanOrEqual(
      LIMITS.batchEntries,
    );
    const usPerCall = Number(
      /cmdstat_evalsha:.*usec_per_call=([\d.]+)/.exec(await redis.ask('INFO', 'commandstats'))?.[1],
    );
    expect(usPerCall).toBeLessThan(5_000);
    const outputBytes = /client_recent_max_output_buffer:(\d+)/.exec(await redis.ask('INFO', 'clients'))?.[1];
    expect(Number(outputBytes)).toBeLessThan(1_000_000);
    back.break();
  } finally {
    await pod.stop();
  }
});

/** Puts entries behind the first one as the pods do, but without saying each of them. */
async function fill(room: string, count: number, at: number): Promise<void> {
  const { body } = draftMessage({ id: 'message-filled', text: 'filled in' }, { id: 'bob', name: 'Bob' });
  const key = await redis.ask('KEYS', `*:log:${room}`);
  const script = `
    for offset = 2, tonumber(ARGV[1]) + 1 do
      redis.call('XADD', KEYS[1], offset .. '-' .. ARGV[2], 'json', '{"offset":' .. offset .. ',"at":' .. ARGV[2] .. ',' .. ARGV[3])
    end
    redis.call('HSET', KEYS[2], 'offset', tonumber(ARGV[1]) + 1)`;
  const head = key.replace(':log:', ':head:');
  await redis.ask('EVAL', script, '2', key, head, String(count), String(at), body.slice(1));
}
