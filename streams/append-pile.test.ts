import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Appended, LIMITS, type RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { openStreams, type Streams } from './streams.ts';
import { ask, draft, fresh, freshRoom } from './streams-fixture.ts';

const RETENTION = { entries: 2_000, seconds: 300 };
const prefix = fresh('bw');

let redis: RedisServer;
let streams: Streams;
beforeAll(async () => {
  redis = await startRedisServer();
  streams = openStreams({ url: redis.url, prefix, retention: RETENTION });
  await streams.log.append(freshRoom(), draft('the first opens the line'));
});
afterAll(async () => {
  await streams.close();
  await redis.stop();
});

/** Appends to so many rooms in one turn of the event loop. */
function appendAll(rooms: readonly RoomId[], text = 'hello'): Promise<Appended[]> {
  return Promise.all(rooms.map((room) => streams.log.append(room, draft(text))));
}

function rooms(count: number): RoomId[] {
  return Array.from({ length: count }, freshRoom);
}

/** How often the append script was run since the last time. */
async function scriptsRun(): Promise<number> {
  const stats = String(await ask(redis.url, 'INFO', 'commandstats'));
  await ask(redis.url, 'CONFIG', 'RESETSTAT');
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

test('messages of one turn go to Redis in two commands at most, whatever their rooms, and each has an answer of its own', async () => {
  await scriptsRun();

  const appended = await appendAll(rooms(50));

  expect(appended.map(({ outcome }) => outcome)).toEqual(Array(50).fill('appended'));
  expect(await scriptsRun()).toBeLessThanOrEqual(2);
});

test('what one says in one turn keeps its order, however many commands it takes', async () => {
  const room = freshRoom();

  const appended = await appendAll(Array(300).fill(room));

  const offsets = appended.map((each) => (each.outcome === 'refused' ? 0 : each.position.offset));
  expect(offsets).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
});

test('what is said twice in one turn is one entry', async () => {
  const room = freshRoom();
  const said = draft('once');

  const appended = await Promise.all([
    streams.log.append(room, draft('before')),
    streams.log.append(room, said),
    streams.log.append(room, said),
  ]);

  expect(appended.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'duplicate']);
  expect((await streams.log.read(room, { limit: 10 })).head).toBe(2);
});

test('one room whose counter is no counter refuses its message, and its neighbours in the turn are taken', async () => {
  const [one, broken, other] = [freshRoom(), freshRoom(), freshRoom()];
  await ask(redis.url, 'SET', new KeySpace(prefix, 64).room(broken).head, 'no hash');

  const settled = await Promise.allSettled(
    [one, broken, other, one].map((room) => streams.log.append(room, draft('hello'))),
  );

  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(settled[1]).toMatchObject({ reason: { code: 'unavailable' } });
});

test('where Redis is full everybody in the turn is told so, and nothing is half written', async () => {
  const full = rooms(3);
  await ask(redis.url, 'CONFIG', 'SET', 'maxmemory', '1');

  const settled = await Promise.allSettled(full.map((room) => streams.log.append(room, draft('hello'))));
  await ask(redis.url, 'CONFIG', 'SET', 'maxmemory', '0');

  expect(settled).toMatchObject(Array(3).fill({ status: 'rejected', reason: { code: 'log-full' } }));
  for (const room of full) expect((await streams.log.read(room, { limit: 1 })).head).toBe(0);
});

test('the longest messages of one turn are all taken', async () => {
  const appended = await appendAll(rooms(60), 'x'.repeat(LIMITS.textBytes));

  expect(new Set(appended.map(({ outcome }) => outcome))).toEqual(new Set(['appended']));
});
