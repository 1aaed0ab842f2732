import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageEntry } from '#chat';
import { startEdge } from './edge-process.ts';
import { EventReader } from './event-reader.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

const ROOM = 'harbour';
/** What each of the two says: at once, so that they race; fewer than one may say at once. */
const EACH = 18;

let redis: RedisServer;
let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  redis = await startRedisServer();
  [pod, edge] = await Promise.all([startPod({ redisUrl: redis.url }), startEdge({ redisUrl: redis.url })]);
});
afterAll(async () => {
  await Promise.all([pod.stop(), edge.stop()]);
  await redis.stop();
});

test('what is said at the edge and at a pod is read in one order at both, over sockets, as events and by GET', async () => {
  const [ada, bob] = [await enter(edge, 'ada'), await enter(pod, 'bob')];
  const streams = [await listen(edge), await listen(pod)];

  const numbers = Array.from({ length: EACH }, (_, index) => index);
  await Promise.all([
    ...numbers.map((index) => ada.tell(`at the edge ${index}`)),
    ...numbers.map((index) => bob.tell(`at the pod ${index}`)),
  ]);

  const lists = [
    await ada.heard(2 * EACH),
    await bob.heard(2 * EACH),
    ...(await Promise.all(streams.map((stream) => heard(stream, 2 * EACH)))),
    await read(edge),
    await read(pod),
  ];
  expect(lists[0]?.map(({ offset }) => offset)).toEqual(Array.from({ length: 2 * EACH }, (_, index) => index + 1));
  for (const list of lists) expect(list).toEqual(lists[0]);
  for (const where of ['at the edge', 'at the pod']) {
    const said = lists[0]?.map(({ text }) => text).filter((text) => text.startsWith(where));
    expect(said).toEqual(numbers.map((index) => `${where} ${index}`));
  }
  await Promise.all([ada.close(), bob.close(), ...streams.map((stream) => stream.close())]);
});

async function enter(place: RunningPlace, who: string): Promise<Peer> {
  return Peer.enter(place.url, ROOM, await signToken({ sub: who }));
}

async function ask(place: RunningPlace, what: string): Promise<Response> {
  const headers = { authorization: `Bearer ${await signToken({ sub: 'reader' })}` };
  return fetch(`${place.url}/api/rooms/${ROOM}/${what}`, { headers });
}

async function listen(place: RunningPlace): Promise<EventReader> {
  const stream = new EventReader(await ask(place, 'events'));
  await stream.take(1);
  return stream;
}

async function heard(stream: EventReader, count: number): Promise<MessageEntry[]> {
  return (await stream.take(count)).map(({ data }) => JSON.parse(data) as MessageEntry);
}

async function read(place: RunningPlace): Promise<MessageEntry[]> {
  return ((await (await ask(place, 'messages')).json()) as { entries: MessageEntry[] }).entries;
}
