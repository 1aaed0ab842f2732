import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Visitor } from './client-fixture.ts';
import { startEdge } from './edge-process.ts';
import { freePort } from './free-port.ts';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

let redis: RedisServer;
let edge: RunningPlace;
let port: string;

beforeAll(async () => {
  redis = await startRedisServer();
  port = String(await freePort());
  edge = await startEdge({ redisUrl: redis.url, env: { MODE: 'absorb', ORIGIN_URL: `http://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await edge.stop();
  await redis.stop();
});

async function podThere(env: Record<string, string> = {}): Promise<RunningPlace> {
  const pod = await startPod({ redisUrl: redis.url, env: { PORT: port, ...env } });
  onTestFinished(() => pod.stop());
  return pod;
}

async function enter(room: string, who: string, after?: Parameters<typeof Peer.enter>[3]): Promise<Peer> {
  const peer = await Peer.enter(edge.url, room, await signToken({ sub: who }), after);
  onTestFinished(async () => void (await peer.close()));
  return peer;
}

async function placeOf(peer: Peer): Promise<string> {
  return (await peer.frame('welcome')).place;
}

/** Comes again and again until the pod takes them: it was away, and is asked only after a while. */
async function enterAtPod(room: string, who: string, after?: Parameters<typeof Peer.enter>[3]): Promise<Peer> {
  return eventually(async () => {
    const peer = await enter(room, who, after);
    if ((await placeOf(peer)) === 'pod-1') return peer;
    await peer.close();
    return undefined;
  }, 'a pod that takes visitors');
}

test('who comes before there is a pod is served at the edge, and resumes at the pod when it is there, without a hole', async () => {
  const ada = await enter('quay', 'ada');
  expect(await placeOf(ada)).toBe('edge');
  await ada.tell('before there was a pod');

  await podThere();
  const bob = await enterAtPod('quay', 'bob');
  for (let index = 1; index <= 5; index++) {
    await ada.tell(`at the edge ${index}`);
    await bob.tell(`at the pod ${index}`, { id: `from-bob-${index}` });
  }
  const [atEdge, atPod] = [await ada.heard(11), await bob.heard(11)];
  expect(atPod.map(({ offset }) => offset)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
  expect(atPod).toEqual(atEdge);

  const { epoch } = (await ada.frame('welcome')).from;
  await ada.close();
  await bob.tell('while she is away', { id: 'from-bob-6' });
  const again = await enterAtPod('quay', 'ada', { epoch, offset: 6 });
  expect((await again.frame('welcome')).recovered).toBe(true);
  expect((await again.heard(6)).map(({ offset }) => offset)).toEqual([7, 8, 9, 10, 11, 12]);
});

test('who was absorbed is asked over when there are pods, and goes without missing or losing anything', async () => {
  const ada = new Visitor({ urls: edge.url, room: freshRoom(), token: await signToken({ sub: 'ada' }) });
  onTestFinished(() => ada.client.close());
  expect((await ada.told('welcome'))[0].place).toBe('edge');

  await podThere();
  // However long it takes, she says less than one may.
  const over = ada.told('welcome', 60_000);
  const arrived = over.then(() => true);
  const said: string[] = [];
  while (!(await Promise.race([arrived, pause(1_000)]))) {
    said.push(`on the way ${said.length}`);
    ada.client.say(said.at(-1) ?? '');
  }
  expect((await over)[0].place).toBe('pod-1');
  ada.client.say('at the pod');

  const heard = () => ada.entries.map(({ text }) => text);
  await eventually(() => heard().at(-1) === 'at the pod' || undefined, 'the last words');
  expect(heard()).toEqual([...said, 'at the pod']);
  expect(ada.offsets).toEqual(ada.offsets.map((_, index) => index + 1));
}, 90_000);

test('who comes when the pod is full is served at the edge, in the same room, and is not refused', async () => {
  await podThere({ MAX_CONNECTIONS: '2', ADMIT_PER_SECOND: '0' });
  const crowd = [await enterAtPod('mole', 'visitor-0')];

  for (let index = 1; index < 6; index++) crowd.push(await enter('mole', `visitor-${index}`));

  const places = await Promise.all(crowd.map(placeOf));
  expect(places).toEqual(['pod-1', 'pod-1', 'edge', 'edge', 'edge', 'edge']);
  for (const [index, peer] of crowd.entries()) await peer.tell(`hello from ${index}`, { id: `message-of-${index}` });
  const heard = await Promise.all(crowd.map((peer) => peer.heard(6)));
  for (const list of heard) expect(list).toEqual(heard[0]);
});

test('what the pod refuses for a reason of the visitor’s is refused, and nobody is sent to the edge for it', async () => {
  await podThere();
  const ada = await enterAtPod('pier', 'ada');

  await expect(Peer.enter(edge.url, 'pier', 'no.token.really')).rejects.toMatchObject({ status: 401 });

  expect(await placeOf(await enter('pier', 'bob'))).toBe('pod-1');
  expect(await ada.tell('still here')).toBeDefined();
});

test('an edge that absorbs is ready without the pods, and says that they are away', async () => {
  const answer = await fetch(`${edge.url}/ready`);

  expect(answer.status).toBe(200);
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  expect(checks.origin).toContain('The edge serves everybody');
});
