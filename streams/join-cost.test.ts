import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { openStreams } from './streams.ts';
import { ask, fresh } from './streams-fixture.ts';

/** Counts and times nothing: a change that makes a coming cost more of Redis fails here, on any machine. */

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
