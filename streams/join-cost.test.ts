import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clock, NO_METER, Room, type RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { openStreams, type Streams } from './streams.ts';
import { ask, draft, fresh } from './streams-fixture.ts';

/** Counts and times nothing: a change that makes a coming cost more of Redis fails here, on any machine. */

/** Nothing is planned that has to wait. */
const CLOCK: Clock = { now: () => Date.now(), after: () => () => {} };
let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());

test('comings and goings at one moment are one command for two hundred, whichever rooms they are in', async () => {
  const streams = openStreams({ url: server.url, prefix: fresh('bw'), retention: { entries: 300, seconds: 300 } });
  const rooms = ['one', 'two', 'three'] as RoomId[];
  await streams.presence.join('before' as RoomId, 's0', { id: 'zoe', name: 'Zoe' });
  await ask(server.url, 'CONFIG', 'RESETSTAT');

  const comings = rooms.flatMap((room) =>
    Array.from({ length: 40 }, (_, index) => streams.presence.join(room, `s${index}`, { id: `v${index}`, name: 'V' })),
  );
  const goings = rooms.map((room) => streams.presence.leave(room, 's0'));
  await Promise.all([...comings, ...goings]);

  const stats = String(await ask(server.url, 'INFO', 'commandstats'));
  const scripts = [...stats.matchAll(/cmdstat_evalsha:calls=(\d+)/g)].map(([, calls]) => Number(calls));
  // The lease may have been due, which is one more.
  expect(scripts[0]).toBeLessThanOrEqual(2);
  expect(await streams.presence.members(rooms[0] ?? ('' as RoomId))).toHaveLength(39);
  await streams.close();
});

test('a room that cannot be written holds up no other', async () => {
  const prefix = fresh('bw');
  const streams = openStreams({ url: server.url, prefix, retention: { entries: 300, seconds: 300 } });
  const [broken, whole] = ['broken', 'whole'] as [RoomId, RoomId];
  await ask(server.url, 'SET', new KeySpace(prefix, 64).room(broken).who, 'in the way');

  const visitor = { id: 'ada', name: 'Ada' };
  const joined = await Promise.allSettled([broken, whole].map((room) => streams.presence.join(room, 's1', visitor)));

  expect(joined).toMatchObject([{ status: 'rejected', reason: { code: 'unavailable' } }, { status: 'fulfilled' }]);
  expect(await streams.presence.members(whole)).toEqual([visitor]);
  await ask(server.url, 'DEL', new KeySpace(prefix, 64).room(broken).who);
  await streams.close();
});

test.each([
  ['comes', (streams: Streams, room: RoomId) => streams.presence.join(room, fresh('s'), { id: 'ada', name: 'Ada' })],
  ['speaks', (streams: Streams, room: RoomId) => streams.log.append(room, draft('hello'))],
])(
  'who %s where the primary became a replica leaves its connection: the next one may be the new primary',
  async (_, write) => {
    const streams = openStreams({ url: server.url, prefix: fresh('bw'), retention: { entries: 300, seconds: 300 } });
    const connections = async () => {
      const stats = String(await ask(server.url, 'INFO', 'stats'));
      return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
    };
    const room = 'lobby' as RoomId;
    await write(streams, room);

    await ask(server.url, 'REPLICAOF', '127.0.0.1', '1');
    const refused = await Promise.allSettled([write(streams, room)]);
    await ask(server.url, 'REPLICAOF', 'NO', 'ONE');
    const before = await connections();
    await write(streams, room);

    expect(refused).toMatchObject([{ status: 'rejected', reason: { code: 'unavailable' } }]);
    // One of them asks for the number itself.
    expect((await connections()) - before).toBeGreaterThanOrEqual(2);
    await streams.close();
  },
);

test('a room that begins here asks Redis twice: for what was said with who is muted, and for who is here', async () => {
  const streams = openStreams({ url: server.url, prefix: fresh('bw'), retention: { entries: 300, seconds: 300 } });
  const begin = async (id: RoomId) => {
    const room = new Room(id, { ...streams, clock: CLOCK, meter: NO_METER, retention: { entries: 300, seconds: 300 } });
    await room.start();
    return room;
  };
  const before = await begin('before' as RoomId);
  // In the same partition, so that nothing else begins.
  const space = new KeySpace('bw', 64);
  const partition = space.partitionOf(before.id);
  const id = Array.from({ length: 10_000 }, (_, index) => `room-${index}` as RoomId).find(
    (other) => space.partitionOf(other) === partition,
  );
  await ask(server.url, 'CONFIG', 'RESETSTAT');

  const room = await begin(id ?? before.id);

  const stats = String(await ask(server.url, 'INFO', 'commandstats'));
  const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  // The script asks who is muted itself.
  expect([calls('evalsha'), calls('hgetall')]).toEqual([1, 2]);
  room.stop();
  before.stop();
  await streams.close();
});
