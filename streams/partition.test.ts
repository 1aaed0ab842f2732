import { expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { fnv1a, KeySpace, partitionOf } from './partition.ts';

test('the hash gives the published values, because every process of every version must agree on it', () => {
  const published = { '': 0x811c9dc5, a: 0xe40c292c, foobar: 0xbf9cf968 };

  const hashes = Object.keys(published).map((text) => fnv1a(text));

  expect(hashes).toEqual(Object.values(published));
});

test('rooms spread over all partitions', () => {
  const rooms = Array.from({ length: 6_400 }, (_, index) => `room-${index}` as RoomId);

  const counts = new Map<number, number>();
  for (const room of rooms) counts.set(partitionOf(room, 64), (counts.get(partitionOf(room, 64)) ?? 0) + 1);

  expect(counts.size).toBe(64);
  expect(Math.max(...counts.values())).toBeLessThan(200);
});

test('everything that the append script touches for a room shares one hash tag', () => {
  const space = new KeySpace('bw', 64);
  const room = 'lobby' as RoomId;

  const keys = [...Object.values(space.room(room)), space.said(room, 'message-1', 'someone:{p9}')];

  expect(new Set(keys.map((key) => /\{([^}]*)\}/.exec(key)?.[1]))).toEqual(new Set([`p${space.partitionOf(room)}`]));
});

test('no two messages share a memory, whatever is in the names of their visitors', () => {
  const space = new KeySpace('bw', 64);
  const room = 'lobby' as RoomId;

  const one = space.said(room, 'aaaaaaaa', 'b:cccccccc');
  const other = space.said(room, 'b', 'aaaaaaaa:cccccccc');

  expect(one).not.toBe(other);
});
