import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { openStreams, type Streams, type StreamsOptions } from './streams.ts';
import { ask, connectionsOf, draft, Ear, fresh, Tally } from './streams-fixture.ts';

const PARTITIONS = 8;
let shared: RedisServer;
const ends: Array<() => Promise<void>> = [];

beforeAll(async () => {
  shared = await startRedisServer();
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

afterAll(() => shared.stop());

async function start(): Promise<RedisServer> {
  const server = await startRedisServer();
  ends.push(() => server.stop());
  return server;
}

function open(url: string, options: Partial<StreamsOptions> = {}): Streams & { tally: Tally; space: KeySpace } {
  const tally = new Tally();
  const prefix = options.prefix ?? fresh('bw');
  const retention = { entries: 300, seconds: 300 };
  const streams = openStreams({ url, partitions: PARTITIONS, retention, meter: tally, ...options, prefix });
  ends.push(() => streams.close());
  return { ...streams, tally, space: new KeySpace(prefix, PARTITIONS) };
}

/** A room in each of the first few partitions. */
function roomsApart(count: number): RoomId[] {
  const space = new KeySpace('bw', PARTITIONS);
  const rooms = new Map<number, RoomId>();
  for (let index = 0; rooms.size < count; index++)
    rooms.set(space.partitionOf(`r${index}` as RoomId), `r${index}` as RoomId);
  return [...rooms.values()].slice(0, count);
}

describe('connections', () => {
  test('a process that listens to many rooms in all partitions has two, and one when nobody listens', async () => {
    const { url } = await start();
    const { log } = open(url);
    const rooms = Array.from({ length: 100 }, (_, index) => `room-${index}` as RoomId);

    const stops = await Promise.all(rooms.map((room) => log.follow(room, new Ear().listener)));
    await expect.poll(() => connectionsOf(url)).toBe(2);
    for (const stop of stops) stop();

    await expect.poll(() => connectionsOf(url)).toBe(1);
  });

  test('closing leaves none', async () => {
    const { url } = await start();
    const streams = open(url);
    await streams.log.follow('lobby' as RoomId, new Ear().listener);
    await streams.presence.follow('lobby' as RoomId, { joined() {}, left() {} });
    await streams.presence.join('lobby' as RoomId, 's1', { id: 'ada', name: 'Ada' });

    await streams.close();

    await expect.poll(() => connectionsOf(url)).toBe(0);
    await streams.close();
  });

  test('closing in the middle of beginning to listen leaves none', async () => {
    const { url } = await start();
    const streams = open(url);
    const following = streams.log.follow('lobby' as RoomId, new Ear().listener).catch(() => {});

    await streams.close();
    await following;

    await expect.poll(() => connectionsOf(url)).toBe(0);
  });
});

describe('listening', () => {
  test('somebody who begins to listen while a read waits hears another partition at once', async () => {
    const { log } = open(shared.url);
    const rooms = roomsApart(5);
    const ears = rooms.map(() => new Ear());

    for (const [index, room] of rooms.entries()) {
      await log.follow(room, ears[index]!.listener);
      await log.append(room, draft('text'));
      await expect.poll(() => ears[index]!.offsets, { timeout: 2_000 }).toEqual([1]);
    }

    expect(ears.map((ear) => ear.losses)).toEqual([0, 0, 0, 0, 0]);
  });

  test('two who listen to one room both hear it, and one who stopped hears nothing more', async () => {
    const { log } = open(shared.url);
    const room = 'lobby' as RoomId;
    const [stays, goes] = [new Ear(), new Ear()];
    await log.follow(room, stays.listener);
    const stop = await log.follow(room, goes.listener);
    await log.append(room, draft('one'));
    await expect.poll(() => [stays.offsets, goes.offsets]).toEqual([[1], [1]]);

    stop();
    await log.append(room, draft('two'));

    await expect.poll(() => stays.offsets).toEqual([1, 2]);
    expect(goes.offsets).toEqual([1]);
  });

  test('a listener that throws makes nobody else deaf', async () => {
    const { log, tally } = open(shared.url);
    const room = 'lobby' as RoomId;
    const ear = new Ear();
    await log.follow(room, {
      entries() {
        throw new Error('broken');
      },
      lost() {},
    });
    await log.follow(room, ear.listener);

    await log.append(room, draft('one'));
    await log.append(room, draft('two'));

    await expect.poll(() => ear.offsets).toEqual([1, 2]);
    expect(tally.of('breakwater_log_errors_total deliver')).toBeGreaterThan(0);
  });

  test('it reports how late it is', async () => {
    const { log, tally } = open(shared.url);
    const ear = new Ear();
    await log.follow('lobby' as RoomId, ear.listener);

    await log.append('lobby' as RoomId, draft('text'));

    await expect.poll(() => ear.offsets).toEqual([1]);
    expect(tally.of('breakwater_log_lag_seconds')).toBeLessThan(60);
  });

  test('a process that stood still for longer than the stream reaches back is told that it may have missed something', async () => {
    const { log } = open(shared.url, { liveMs: 400 });
    const ear = new Ear();
    await log.follow('lobby' as RoomId, ear.listener);
    await log.append('lobby' as RoomId, draft('one'));
    await expect.poll(() => ear.offsets).toEqual([1]);

    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 450);

    await expect.poll(() => ear.losses).toBeGreaterThan(0);
    await log.append('lobby' as RoomId, draft('two'));
    await expect.poll(() => ear.offsets.at(-1)).toBe(2);
  });
});

describe('what is not ours', () => {
  test('is skipped and counted', async () => {
    const { log, tally, space } = open(shared.url);
    const room = 'lobby' as RoomId;
    const ear = new Ear();
    await log.follow(room, ear.listener);
    const { live } = space.room(room);

    await ask(shared.url, 'XADD', live, '*', 'hello', 'world');
    await ask(
      shared.url,
      'XADD',
      live,
      '*',
      'kind',
      'entry',
      'room',
      room,
      'epoch',
      'e',
      'offset',
      '1',
      'at',
      '1',
      'json',
      '{',
    );
    await log.append(room, draft('ours'));

    await expect.poll(() => ear.offsets).toEqual([1]);
    expect(tally.of('breakwater_log_foreign_total')).toBe(2);
  });

  test('and stands in the place of one partition leaves the others readable, and goes with the next message', async () => {
    const { log, tally, space } = open(shared.url);
    const [room, other] = roomsApart(2) as [RoomId, RoomId];
    const [ear, otherEar] = [new Ear(), new Ear()];
    await log.follow(room, ear.listener);
    await log.follow(other, otherEar.listener);

    await ask(shared.url, 'SET', space.room(room).live, 'something else');
    await log.append(other, draft('one'));
    await log.append(other, draft('two'));
    await expect.poll(() => tally.of('breakwater_log_foreign_total') ?? 0).toBeGreaterThan(0);
    await log.append(other, draft('three'));
    await log.append(room, draft('heals'));

    await expect.poll(() => otherEar.offsets, { timeout: 3_000 }).toEqual([1, 2, 3]);
    await expect.poll(() => ear.offsets, { timeout: 3_000 }).toEqual([1]);
    expect(ear.losses).toBeGreaterThan(0);
  });
});
