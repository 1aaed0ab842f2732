import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { ask, draft, Ear, fresh } from './streams-fixture.ts';

/** Counts and times nothing: a change that makes a message cost more of Redis fails here, on any machine. */

const MESSAGES = 200;
const PARTITIONS = 8;

let server: RedisServer;
const ends: Array<() => Promise<void>> = [];
beforeAll(async () => {
  server = await startRedisServer();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => server.stop());

function open(prefix: string): Streams {
  const retention = { entries: 300, seconds: 300 };
  const streams = openStreams({ url: server.url, prefix, partitions: PARTITIONS, retention });
  ends.push(() => streams.close());
  return streams;
}

/** How often Redis was asked each command since the count began anew, leaving out what asks for that. */
async function commands(): Promise<Record<string, number>> {
  const stats = String(await ask(server.url, 'INFO', 'commandstats'));
  const counts = [...stats.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)].map(([, name, calls]) => [name, Number(calls)]);
  return Object.fromEntries(counts);
}

/** Says so much in one room that two processes listen to, while each also listens to so many that are idle. */
async function say(idleRooms: number): Promise<{ reads: number; appends: number }> {
  const prefix = fresh('bw');
  const [one, other] = [open(prefix), open(prefix)];
  const room = 'lobby' as RoomId;
  const ears = [new Ear(), new Ear()];
  for (const [index, streams] of [one, other].entries()) {
    await streams.log.follow(room, ears[index]?.listener ?? new Ear().listener);
    for (let idle = 0; idle < idleRooms; idle++) await streams.log.follow(`idle-${idle}` as RoomId, new Ear().listener);
  }
  await one.log.append(room, draft('the first'));
  for (const ear of ears) await expect.poll(() => ear.offsets.length).toBe(1);
  await ask(server.url, 'CONFIG', 'RESETSTAT');

  for (let index = 0; index < MESSAGES; index++) await one.log.append(room, draft('hello'));

  for (const ear of ears) await expect.poll(() => ear.offsets.length).toBe(MESSAGES + 1);
  const { xread = 0, evalsha = 0 } = await commands();
  return { reads: xread, appends: evalsha };
}

test('a message is one command, and at most one read for each process, however many rooms are idle', async () => {
  const alone = await say(0);
  const among = await say(300);

  expect(alone.appends).toBe(MESSAGES);
  expect(among.appends).toBe(MESSAGES);
  // A read that brought nothing ends after some seconds: a few more than there are messages.
  for (const { reads } of [alone, among]) expect(reads).toBeLessThanOrEqual(2 * MESSAGES + 4);
});

test('messages that come together are written together and read together', async () => {
  const prefix = fresh('bw');
  const streams = open(prefix);
  const room = 'lobby' as RoomId;
  const ear = new Ear();
  await streams.log.follow(room, ear.listener);
  await ask(server.url, 'CONFIG', 'RESETSTAT');

  await streams.log.appendMany(Array.from({ length: MESSAGES }, () => ({ room, draft: draft('hello') })));
  await expect.poll(() => ear.offsets.length).toBe(MESSAGES);

  const { xread = 0, evalsha = 0 } = await commands();
  expect(evalsha).toBeLessThan(MESSAGES / 20);
  expect(xread).toBeLessThan(MESSAGES / 4);
  expect(ear.batches.length).toBeLessThan(MESSAGES / 4);
});

test('a partition that nobody here listens to is not read', async () => {
  const streams = open(fresh('bw'));
  await streams.log.follow('lobby' as RoomId, new Ear().listener);
  await ask(server.url, 'CONFIG', 'SET', 'slowlog-log-slower-than', '0');
  await ask(server.url, 'SLOWLOG', 'RESET');

  const stop = await streams.log.follow('another' as RoomId, new Ear().listener);
  await streams.log.append('another' as RoomId, draft('hello'));
  stop();
  await streams.log.append('lobby' as RoomId, draft('hello'));
  const log = (await ask(server.url, 'SLOWLOG', 'GET', '100')) as ReadonlyArray<readonly unknown[]>;
  await ask(server.url, 'CONFIG', 'SET', 'slowlog-log-slower-than', '10000');

  const reads = log.map((row) => row[3] as string[]).filter(([name]) => name === 'XREAD');
  const keysOf = (read: string[]) => (read.length - 1 - read.indexOf('STREAMS')) / 2;
  expect(reads.length).toBeGreaterThan(0);
  expect(Math.max(...reads.map(keysOf))).toBeLessThanOrEqual(2);
});
