import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Appended, MESSAGE_RATE, type Position } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { APPEND_SCRIPT } from './append-script.ts';
import { openStreams, type Streams, type StreamsOptions } from './streams.ts';
import { ask, draft, Ear, fresh, freshRoom, Tally } from './streams-fixture.ts';

let redis: RedisServer;
const opened: Streams[] = [];
const prefix = fresh('bw');

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(async () => {
  await Promise.all(opened.map((streams) => streams.close()));
  await redis.stop();
});

function open(options: Partial<StreamsOptions> = {}): Streams {
  const streams = openStreams({ url: redis.url, prefix, retention: { entries: 2_000, seconds: 300 }, ...options });
  opened.push(streams);
  return streams;
}

function positionOf(appended: Appended): Position {
  if (appended.outcome === 'refused') throw new Error('The append was refused');
  return appended.position;
}

test('offsets are dense when two processes race, and both hear everything in this order', async () => {
  const [one, other] = [open(), open()];
  const room = freshRoom();
  const ears = [new Ear(), new Ear()];
  await one.log.follow(room, ears[0]!.listener);
  await other.log.follow(room, ears[1]!.listener);

  const appended = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => (index % 2 ? one : other).log.append(room, draft(`text ${index}`))),
  );

  const expected = Array.from({ length: 1_000 }, (_, index) => index + 1);
  expect(appended.map((each) => positionOf(each).offset).toSorted((a, b) => a - b)).toEqual(expected);
  for (const ear of ears) await expect.poll(() => ear.offsets.at(-1), { timeout: 5_000 }).toBe(1_000);
  expect(ears.map((ear) => ear.offsets)).toEqual([expected, expected]);
});

test('Redis knows the append script before anything is appended, so that a first append is never sent twice', async () => {
  await ask(redis.url, 'SCRIPT', 'FLUSH');
  const { log } = open();

  await log.read(freshRoom(), { limit: 1 });

  expect(await ask(redis.url, 'SCRIPT', 'EXISTS', APPEND_SCRIPT.sha1)).toEqual([1]);
});

test('one message that two processes append a thousand times is one entry', async () => {
  const [one, other] = [open(), open()];
  const room = freshRoom();
  const said = draft('once');

  const appended = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => (index % 2 ? one : other).log.append(room, said, MESSAGE_RATE)),
  );

  const outcomes = Object.groupBy(appended, ({ outcome }) => outcome);
  expect([outcomes.appended?.length, outcomes.duplicate?.length]).toEqual([1, 999]);
  expect(new Set(appended.map((each) => JSON.stringify(positionOf(each)))).size).toBe(1);
  expect((await one.log.read(room, { limit: 10 })).head).toBe(1);
});

test('the rate counts a visitor over rooms and processes, to the message', async () => {
  const [one, other] = [open(), open()];
  const visitor = { id: fresh('visitor'), name: 'Bo' };
  const rule = { perMinute: 1, burst: 20 };

  const appended = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? one : other).log.append(freshRoom(), draft('text', undefined, visitor), rule),
    ),
  );

  expect(appended.filter(({ outcome }) => outcome === 'appended').length).toBe(20);
  expect(appended.filter(({ outcome }) => outcome === 'refused').length).toBe(40);
});

test('many appends are answered each for itself, in their order', async () => {
  const { log } = open();
  const rooms = [freshRoom(), freshRoom()];
  const visitor = { id: fresh('visitor'), name: 'Bo' };
  const rate = { perMinute: 1, burst: 2 };

  const answers = await log.appendMany(
    [0, 1, 0].map((room) => ({ room: rooms[room]!, draft: draft('text', undefined, visitor), rate })),
  );

  expect(answers).toMatchObject([
    { status: 'fulfilled', value: { outcome: 'appended', position: { offset: 1 } } },
    { status: 'fulfilled', value: { outcome: 'appended', position: { offset: 1 } } },
    { status: 'fulfilled', value: { outcome: 'refused' } },
  ]);
});

describe('reading', () => {
  test('a read is one command', async () => {
    const { log } = open();
    const room = freshRoom();
    await log.append(room, draft('text'));
    await log.read(room, { limit: 10 });
    await ask(redis.url, 'CONFIG', 'RESETSTAT');

    for (let index = 0; index < 10; index++) await log.read(room, { limit: 10 });

    expect(String(await ask(redis.url, 'INFO', 'commandstats'))).toMatch(/cmdstat_evalsha:calls=10,/);
  });

  test('it goes on from any position that is kept, a page at a time', async () => {
    const { log } = open();
    const room = freshRoom();
    const { epoch } = positionOf(await log.append(room, draft('text 1')));
    for (let index = 2; index <= 7; index++) await log.append(room, draft(`text ${index}`));

    const pages = await Promise.all(
      [0, 3, 6, 7].map((offset) => log.read(room, { after: { epoch, offset }, limit: 3 })),
    );

    expect(pages.map(({ entries }) => entries.map(({ offset }) => offset))).toEqual([[1, 2, 3], [4, 5, 6], [7], []]);
    expect(pages.map(({ gap, head }) => [gap, head])).toEqual(Array(4).fill([undefined, 7]));
  });

  test('a room that nobody wrote to has an epoch already, and it stays when somebody does', async () => {
    const { log } = open();
    const room = freshRoom();

    const empty = await log.read(room, { limit: 10 });
    const first = await log.append(room, draft('text'));

    expect(empty).toMatchObject({ head: 0, entries: [] });
    expect(positionOf(first)).toEqual({ epoch: empty.epoch, offset: 1 });
    const after = { epoch: empty.epoch, offset: 0 };
    expect(await log.read(room, { after, limit: 10 })).toMatchObject({ entries: [{ offset: 1 }] });
  });

  test('a position before what is kept, ahead of the log, or of another epoch is a gap with the newest entries', async () => {
    const { log } = open({ retention: { entries: 3, seconds: 300 } });
    const room = freshRoom();
    const { epoch } = positionOf(await log.append(room, draft('text 1')));
    for (let index = 2; index <= 6; index++) await log.append(room, draft(`text ${index}`));

    const positions = [
      { epoch, offset: 2 },
      { epoch, offset: 7 },
      { epoch: 'another', offset: 4 },
    ];
    const slices = await Promise.all(positions.map((after) => log.read(room, { after, limit: 2 })));

    const from = { epoch, offset: 4 };
    expect(slices.map(({ gap }) => gap)).toEqual([
      { reason: 'trimmed', after: positions[0], from, missing: 2 },
      { reason: 'ahead', after: positions[1], from },
      { reason: 'epoch', after: positions[2], from },
    ]);
    for (const { entries } of slices) expect(entries.map(({ offset }) => offset)).toEqual([5, 6]);
    const edge = await log.read(room, { after: { epoch, offset: 3 }, limit: 10 });
    expect([edge.gap, edge.entries.length]).toEqual([undefined, 3]);
  });

  test('entries that somebody took out of the stream are a gap, never a silent hole', async () => {
    const { log } = open({ prefix: fresh('bw'), partitions: 1 });
    const room = freshRoom();
    const { epoch } = positionOf(await log.append(room, draft('text 1')));
    for (let index = 2; index <= 4; index++) await log.append(room, draft(`text ${index}`));
    const [stream] = (await ask(redis.url, 'KEYS', `*:log:${room}`)) as [string];
    const rows = (await ask(redis.url, 'XRANGE', stream, '-', '+')) as Array<[string]>;
    const after = { epoch, offset: 1 };

    await ask(redis.url, 'XDEL', stream, rows[2]![0]);
    const holed = await log.read(room, { after, limit: 10 });
    await ask(redis.url, 'XDEL', stream, rows[3]![0]);
    const beheaded = await log.read(room, { after, limit: 10 });

    expect(holed).toMatchObject({ gap: { reason: 'trimmed', from: { offset: 3 } }, entries: [{ offset: 4 }] });
    expect(beheaded).toMatchObject({ head: 4, gap: { reason: 'trimmed', from: { offset: 4 } }, entries: [] });
  });
});

test('a Redis that was emptied is another epoch, and those who listen hear it go on', async () => {
  const server = await startRedisServer();
  const tally = new Tally();
  const { log } = open({ url: server.url, meter: tally });
  const room = freshRoom();
  const ear = new Ear();
  await log.follow(room, ear.listener);
  const before = positionOf(await log.append(room, draft('before')));
  await expect.poll(() => ear.offsets).toEqual([1]);

  await ask(server.url, 'FLUSHALL');
  const after = positionOf(await log.append(room, draft('after')));

  expect(after.offset).toBe(1);
  expect(after.epoch).not.toBe(before.epoch);
  expect(await log.read(room, { after: before, limit: 10 })).toMatchObject({
    epoch: after.epoch,
    gap: { reason: 'epoch', after: before, from: { epoch: after.epoch, offset: 0 } },
    entries: [{ offset: 1 }],
  });
  await expect.poll(() => ear.batches.at(-1)?.epoch).toBe(after.epoch);
  await opened.pop()?.close();
  await server.stop();
});

test('everything is unavailable while Redis is away, and readiness says so', async () => {
  const server = await startRedisServer();
  const streams = open({ url: server.url });
  const room = freshRoom();
  await streams.check();
  await server.kill();

  const answers = await Promise.allSettled([
    streams.log.append(room, draft('text')),
    streams.log.read(room, { limit: 1 }),
    streams.log.follow(room, new Ear().listener),
    streams.limiter.take('key', MESSAGE_RATE),
    streams.check(),
  ]);

  expect(answers).toMatchObject(Array(5).fill({ status: 'rejected', reason: { code: 'unavailable' } }));
  await opened.pop()?.close();
  await server.stop();
});
