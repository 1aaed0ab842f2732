import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { enter } from './fault-scene.ts';
import { eventually } from './patience.ts';
import type { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

/** How many messages race, in all. RACE_MESSAGES=10000 is the number that is promised for. */
const MESSAGES = Number(process.env.RACE_MESSAGES ?? 1_000);
/** What each person says; fewer than one may say at once. */
const EACH = 20;
const PEOPLE = Math.ceil(MESSAGES / EACH);
const LONG_MS = 120_000;

let redis: RedisServer;
let places: readonly [RunningPlace, RunningPlace, RunningPlace];

beforeAll(async () => {
  redis = await startRedisServer();
  const env = { HISTORY_ENTRIES: '10000' };
  places = await Promise.all([
    startPod({ name: 'pod-1', redisUrl: redis.url, env }),
    startPod({ name: 'pod-2', redisUrl: redis.url, env }),
    startEdge({ redisUrl: redis.url, env }),
  ]);
});
afterAll(async () => {
  await Promise.all((places ?? []).map((place) => place.stop()));
  await redis?.stop();
});

const counted = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('a thousand messages that are each sent at two pods at once are each one entry with one position', async () => {
  const people = await Promise.all(
    counted(50).map(async (who) => [
      await enter(places[0], 'twice', `person-${who}`),
      await enter(places[1], 'twice', `person-${who}`),
    ]),
  );
  const positions = new Map<string, Set<string>>();
  const outcomes = { first: 0, duplicate: 0 };

  for (let round = 0; round < EACH; round++) {
    await Promise.all(
      people.map(async (sockets, who) => {
        const id = `message-${who}-${round}`;
        const acks = await Promise.all(sockets.map((peer) => peer.tell('the same', { id })));
        positions.set(id, new Set(acks.map(({ position }) => `${position.epoch}:${position.offset}`)));
        for (const { duplicate } of acks) outcomes[duplicate ? 'duplicate' : 'first']++;
      }),
    );
  }

  expect(outcomes).toEqual({ first: 1_000, duplicate: 1_000 });
  expect([...positions.values()].every((set) => set.size === 1)).toBe(true);
  expect(new Set([...positions.values()].flatMap((set) => [...set])).size).toBe(1_000);
  const [reader] = people.flat() as [Peer];
  await reader.heard(1_000);
  expect(reader.offsets).toEqual(counted(1_000));
  for (const peer of people.flat()) peer.break();
});

/** Says it until it is in the log, and returns where: so many at once are more than a busy Redis is given, and the rest are told to come again. */
async function sayOver(url: string, token: string, id: string): Promise<number> {
  return eventually(
    async () => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ id, text: id }) });
      const answer = (await response.json()) as { position: { offset: number } };
      if (response.status === 503) return undefined;
      expect(response.status).toBeLessThan(202);
      return answer.position.offset;
    },
    `"${id}" to be accepted`,
    LONG_MS,
  );
}

test(
  'what is said at two pods and at the edge at once has offsets without a hole and without a second time',
  async () => {
    const reader = await enter(places[0], 'racing', 'reader');
    const offsets: number[] = [];
    const tokens = await Promise.all(counted(PEOPLE).map((who) => signToken({ sub: `racer-${who}` })));

    await Promise.all(
      tokens.map(async (token, who) => {
        const url = `${places[who % 3]?.url}/api/rooms/racing/messages`;
        for (let index = 0; index < EACH; index++) offsets.push(await sayOver(url, token, `racer-${who}-${index}`));
      }),
    );

    const total = PEOPLE * EACH;
    expect(offsets.sort((a, b) => a - b)).toEqual(counted(total));
    await reader.until(() => reader.offsets.length === total || undefined, 'everything that was said');
    expect(reader.offsets).toEqual(counted(total));
    reader.break();
  },
  LONG_MS,
);
