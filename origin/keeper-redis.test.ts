import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type RedisServer, startRedisServer } from '#conformance';
import type { Environment } from '#settings';
import { listeningLogger, Peer, QUICK, testConfig } from './fixture.ts';
import { type Pod, startPod } from './index.ts';

let redis: RedisServer;
const pods: Pod[] = [];
const peers: Peer[] = [];
let prefixes = 0;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await Promise.all(pods.splice(0).map((pod) => pod.close()));
});

async function start(place: string, env: Environment = {}, roundMs = 60_000): Promise<Pod> {
  const config = testConfig({
    KEEPER: 'redis',
    REDIS_URL: redis.url,
    KEY_PREFIX: `origin-${process.pid}-${prefixes}`,
    PARTITIONS: '4',
    PLACE: place,
    ...env,
  });
  const pod = await startPod(config, { logger: listeningLogger(), farewell: QUICK, roundMs });
  pods.push(pod);
  return pod;
}

async function enter(pod: Pod, name: string, after?: string): Promise<Peer> {
  const peer = await Peer.enter(pod.url, 'lobby', name, after);
  peers.push(peer);
  return peer;
}

test('two pods on one Redis are one room, in one order', async () => {
  prefixes++;
  const [one, two] = [await start('pod-1'), await start('pod-2')];
  const [ada, grace] = [await enter(one, 'ada'), await enter(two, 'grace')];

  for (let count = 1; count <= 10; count++) {
    ada.say(`from-ada-${count}`, `ada ${count}`);
    grace.say(`from-grace-${count}`, `grace ${count}`);
  }

  const [seen, same] = [await ada.texts(20), await grace.texts(20)];
  expect(new Set(seen).size).toBe(20);
  expect(same).toEqual(seen);
});

test('who was sent away by one pod goes on at the other with nothing missing and nothing twice', async () => {
  prefixes++;
  const [one, two] = [await start('pod-1'), await start('pod-2')];
  const [ada, grace] = [await enter(one, 'ada'), await enter(two, 'grace')];
  grace.say('message-1', 'one');
  const { position } = await grace.frame('ack');
  await ada.texts(1);

  await one.close();
  expect(await ada.closed).toBe(1012);
  grace.say('message-2', 'two');
  await grace.texts(2);
  const again = await enter(two, 'ada', `${position.epoch}:${position.offset}`);
  grace.say('message-3', 'three');

  expect(await again.texts(2)).toEqual(['two', 'three']);
  expect((await again.frame('welcome')).recovered).toBe(true);
});

test('a pod starts without its Redis, is alive and not ready, and serves once it is there', async () => {
  prefixes++;
  const late = await startRedisServer();
  try {
    await late.kill();
    const pod = await start('pod-1', { REDIS_URL: late.url });

    expect((await fetch(`${pod.url}/health`)).status).toBe(200);
    expect((await fetch(`${pod.url}/ready`)).status).toBe(503);

    await late.restart();
    await vi.waitFor(async () => expect((await fetch(`${pod.url}/ready`)).status).toBe(200), 15_000);
    const ada = await enter(pod, 'ada');
    ada.say('message-1', 'at last');
    expect(await ada.texts(1)).toEqual(['at last']);
    await Promise.all(pods.splice(0).map((each) => each.close()));
  } finally {
    await late.stop();
  }
});

test('a crowded pod asks a few of its clients to move to one that is new', async () => {
  prefixes++;
  const crowded = await start('pod-1', {}, 200);
  const crowd = await Promise.all(Array.from({ length: 60 }, (_, index) => enter(crowded, `guest-${index}`)));
  const asked = () => crowd.filter(({ frames }) => frames.some(({ type }) => type === 'reconnect')).length;

  await start('pod-2', {}, 200);
  const first = await vi.waitUntil(asked, 5_000);

  expect(first).toBeLessThanOrEqual(9);
  expect(crowd.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
});
