import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

const PEOPLE = 200;
/** What each says; fewer than one may say at once. */
const EACH = 5;
const ALL = PEOPLE * EACH;
const DONE_MS = 60_000;

let redis: RedisServer;
let places: RunningPlace[];

beforeAll(async () => {
  redis = await startRedisServer();
  const env = { HISTORY_ENTRIES: String(2 * ALL) };
  places = await Promise.all([
    startPod({ name: 'pod-1', redisUrl: redis.url, env }),
    startPod({ name: 'pod-2', redisUrl: redis.url, env }),
    startEdge({ redisUrl: redis.url, env }),
  ]);
});
afterAll(async () => {
  await Promise.all(places.map((place) => place.stop()));
  await redis.stop();
});

test(
  'two hundred at two pods and the edge hear a thousand messages of theirs: each hears all of them, once, in one order',
  async () => {
    const room = freshRoom();
    const peers = await Promise.all(
      Array.from({ length: PEOPLE }, async (_, index) => {
        const { url } = places[index % places.length] as RunningPlace;
        return Peer.enter(url, room, await signToken({ sub: `person-${index}` }));
      }),
    );

    for (let round = 0; round < EACH; round++) {
      for (const [index, peer] of peers.entries()) peer.say(`${index} says ${round}`);
    }
    const behind = new Set(peers);
    await eventually(
      () => {
        for (const peer of behind)
          if (peer.position.offset >= ALL && peer.all('ack').length === EACH) behind.delete(peer);
        return behind.size === 0 || undefined;
      },
      'everybody to hear everything',
      DONE_MS,
    );

    const offsets = Array.from({ length: ALL }, (_, index) => index + 1);
    const [first] = peers;
    expect(new Set(first?.entries.map(({ text }) => text)).size).toBe(ALL);
    for (const peer of peers) {
      expect(peer.all('gap')).toEqual([]);
      expect(peer.offsets).toEqual(offsets);
      expect(peer.log).toEqual(first?.log);
      peer.break();
    }
  },
  DONE_MS + 20_000,
);
