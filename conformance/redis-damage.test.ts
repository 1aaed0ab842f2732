import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { enter, insist, metricOf, say, statusOf, wordOf } from './fault-scene.ts';
import { eventually } from './patience.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

let redis: RedisServer;
let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer();
  const options = { redisUrl: redis.url };
  [pod, edge] = await Promise.all([startPod(options), startEdge(options)]);
});
afterAll(async () => {
  await Promise.all([pod?.stop(), edge?.stop()]);
  await redis?.stop();
});

const keyOf = (kind: 'log' | 'head', room: string) => redis.ask('KEYS', `*:${kind}:${room}`);
const liveOf = async (room: string) => (await keyOf('log', room)).replace(/log:.*$/, 'live');
const foreign = () => metricOf(pod, 'breakwater_log_foreign_total');

test('when Redis is full, saying is refused as such, and everything that was said can still be read', async () => {
  const room = 'full';
  const [ada, bob] = [await enter(edge, room, 'ada'), await enter(pod, room, 'bob')];
  await ada.tell('before', { id: 'message-1' });
  await bob.heard(1);

  await redis.ask('CONFIG', 'SET', 'maxmemory', '1mb');
  const refused = await Promise.all([say(ada, 'message-2'), say(bob, 'message-3')]);
  const authorization = `Bearer ${await signToken({ sub: 'eve' })}`;
  const url = `${pod.url}/api/rooms/${room}/messages`;
  const body = JSON.stringify({ text: 'by HTTP' });
  const posted = await fetch(url, {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/json' },
  });
  const read = (await (await fetch(url, { headers: { authorization } })).json()) as { entries: unknown[] };
  const newcomers = await Promise.all([enter(edge, room, 'eve'), enter(pod, room, 'dan')]);
  const shown = await Promise.all(newcomers.map((peer) => peer.heard(1)));
  await redis.ask('CONFIG', 'SET', 'maxmemory', '0');

  expect(refused.map(wordOf)).toEqual(['log-full', 'log-full']);
  expect([posted.status, read.entries.length]).toEqual([507, 1]);
  expect(shown.map((entries) => entries.map(({ id }) => id))).toEqual([['message-1'], ['message-1']]);
  await insist(ada, 'message-2', performance.now());
  await insist(bob, 'message-3', performance.now());
  expect((await bob.heard(3)).map(({ offset }) => offset)).toEqual([1, 2, 3]);
  for (const peer of [ada, bob, ...newcomers]) peer.break();
});

test('what is corrupt or not ours among what is live is skipped and counted', async () => {
  const room = 'strange';
  const [ada, bob] = [await enter(edge, room, 'ada'), await enter(pod, room, 'bob')];
  await ada.tell('one', { id: 'message-1' });
  await bob.heard(1);
  const [before, live] = [await foreign(), await liveOf(room)];
  const head = ['XADD', live, '*', 'kind', 'entry', 'room', room, 'epoch', 'e', 'offset'];

  await redis.ask('XADD', live, '*', 'what', 'is this');
  await redis.ask(...head, '2', 'at', '5', 'json', '{"offset":2,');
  await redis.ask(...head, '99999999999999999999', 'at', 'never', 'json', '{}');
  await redis.ask('XADD', live, '*', 'kind', 'presence', 'room', room, 'member', 'x', 'visitor', '[1,');
  await ada.tell('two', { id: 'message-2' });

  expect((await bob.heard(2)).map(({ offset }) => offset)).toEqual([1, 2]);
  expect((await ada.heard(2)).map(({ offset }) => offset)).toEqual([1, 2]);
  expect(await foreign()).toBe(before + 4);
  for (const peer of [ada, bob]) peer.break();
});

test('a corrupt entry among those that are kept is never shown: there is a gap, and it is counted', async () => {
  const room = 'corrupt';
  const bob = await enter(pod, room, 'bob');
  const first = await bob.tell('one', { id: 'message-1' });
  await bob.heard(1);
  const before = await foreign();

  await redis.ask('XADD', await keyOf('log', room), `2-${first.at}`, 'json', 'not what we wrote');
  await redis.ask('HSET', await keyOf('head', room), 'offset', '2');
  await bob.tell('three', { id: 'message-3' });
  await bob.until(() => bob.offsets.at(-1) === 3 || undefined, 'what comes after the corrupt entry');

  expect(bob.offsets).toEqual([1, 3]);
  expect(bob.all('gap')).toMatchObject([{ missing: 1 }]);
  expect(await foreign()).toBeGreaterThan(before);
  bob.break();
});

test('keys of another type: what can be made again is, what cannot is refused, and other rooms go on', async () => {
  const [room, other] = ['mistyped', 'untouched'];
  const [ada, bob] = [await enter(edge, room, 'ada'), await enter(pod, room, 'bob')];
  const eve = await enter(pod, other, 'eve');
  await ada.tell('one', { id: 'message-1' });
  await bob.heard(1);
  const [live, log, head] = [await liveOf(room), await keyOf('log', room), await keyOf('head', room)];

  await redis.ask('SET', live, 'text');
  await ada.tell('two', { id: 'message-2' });
  await bob.heard(2);
  await redis.ask('SET', log, 'text');
  await ada.tell('three', { id: 'message-3' });
  await bob.until(() => bob.entries.at(-1)?.id === 'message-3' || undefined, 'the message after the lost history');
  const gaps = bob.all('gap').length;
  await redis.ask('SET', head, 'text');
  const refused = await say(bob, 'message-4');
  await eve.tell('elsewhere', { id: 'message-e' });
  await redis.ask('DEL', head);
  await insist(bob, 'message-4', performance.now());

  expect(gaps).toBe(1);
  expect(wordOf(refused)).toBe('unavailable');
  await bob.until(() => bob.entries.at(-1)?.id === 'message-4' || undefined, 'the message after the repair');
  expect((await eve.heard(1)).length).toBe(1);
  await eventually(async () => (await statusOf(pod, '/ready')) === 200 || undefined, 'the pod to be ready');
  expect(pod.logs()).not.toContain('crashed');
  for (const peer of [ada, bob, eve]) peer.break();
});
