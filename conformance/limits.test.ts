import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { type KnockOptions, Peer, Refused } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

/** Few of everything, so that a test is soon past it. */
const LIMITED = {
  CONNECTS_PER_MINUTE: '6',
  SOCKETS_PER_VISITOR: '2',
  ROOMS_PER_MINUTE: '3',
  MESSAGES_PER_MINUTE: '60',
  MAX_CONNECTIONS: '100',
};

async function knock(place: RunningPlace, options: KnockOptions, room = 'lobby'): Promise<string> {
  try {
    const peer = await Peer.knock(place.url, room, options);
    const answer = peer.protocol;
    peer.break();
    return answer;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

async function codesOf(count: number, task: (index: number) => Promise<string>): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const code = await task(index);
    codes[code] = (codes[code] ?? 0) + 1;
  }
  return codes;
}

const bearer = async (sub: string) => ({ authorization: `Bearer ${await signToken({ sub })}` });

/** The same at a pod and at the edge; `from` says how the address of a client is told there. */
function promiseLimits(place: () => RunningPlace, from: (address: string) => Record<string, string>): void {
  test('so many connections come from one address in a minute; another address has its own', async () => {
    const codes = await codesOf(9, () => knock(place(), { headers: from('203.0.113.1') }));

    expect(codes).toEqual({ 'breakwater.v1': 6, 'too-many-connections': 3 });
    expect(await knock(place(), { headers: from('203.0.113.2') })).toBe('breakwater.v1');
  });

  test('a visitor has so many sockets in a room', async () => {
    const room = freshRoom();
    const token = await signToken({ sub: 'many' });
    const protocols = ['breakwater.v1', `breakwater.bearer.${token}`];
    const peers = [];
    for (let index = 0; index < 3; index++) {
      peers.push(await Peer.knock(place().url, room, { protocols, headers: from(`203.0.114.${index}`) }));
    }
    const [first, second, third] = peers;

    expect((await third?.frame('fault'))?.code).toBe('too-many-sockets');
    expect(await third?.closed).toBe(4429);
    await Promise.all([first?.frame('welcome'), second?.frame('welcome')]);
    for (const peer of peers) peer.break();
  });

  test('a visitor opens so many rooms in a minute, over HTTP and sockets together', async () => {
    const headers = await bearer('wanderer');
    const codes = await codesOf(6, async () => {
      const response = await fetch(`${place().url}/api/rooms/${freshRoom()}/members`, { headers });
      await response.body?.cancel();
      return String(response.status);
    });

    expect(codes).toEqual({ 200: 3, 429: 3 });
  });

  test('a visitor says a fifth of a minute’s messages at once, over two sockets together, and no more', async () => {
    const token = await signToken({ sub: 'talker' });
    const protocols = ['breakwater.v1', `breakwater.bearer.${token}`];
    const enter = (index: number) =>
      Peer.knock(place().url, 'talk', { protocols, headers: from(`203.0.116.${index}`) });
    const [one, other] = [await enter(1), await enter(2)];
    await Promise.all([one.frame('welcome'), other.frame('welcome')]);

    const begun = performance.now();
    for (let index = 0; index < 10; index++)
      for (const [who, peer] of [one, other].entries()) peer.say('hello', { id: `message-${who}-${index}` });
    const count = (type: 'ack' | 'fault') => one.all(type).length + other.all(type).length;
    await eventually(() => count('ack') + count('fault') === 20 || undefined, 'twenty answers');
    const seconds = (performance.now() - begun) / 1_000;

    expect(count('ack')).toBeGreaterThanOrEqual(12);
    expect(count('ack')).toBeLessThanOrEqual(13 + seconds);
    for (const peer of [one, other]) peer.break();
  });

  test('whoever goes on although told to wait is closed with 4429, and told for how long', async () => {
    const token = await signToken({ sub: 'insistent' });
    const protocols = ['breakwater.v1', `breakwater.bearer.${token}`];
    const peer = await Peer.knock(place().url, freshRoom(), { protocols, headers: from('203.0.115.1') });
    await peer.frame('welcome');

    const hammer = setInterval(() => peer.isOpen && peer.say('again and again'), 50);
    const code = await peer.closed.finally(() => clearInterval(hammer));

    const last = peer.all('fault').at(-1);
    expect([code, last?.code]).toEqual([4429, 'too-insistent']);
    expect(last?.retryAfterMs).toBeGreaterThanOrEqual(10_000);
    expect(peer.all('fault').filter((fault) => fault.code === 'rate-limited').length).toBeGreaterThan(3);
  });
}

describe('limits of a pod', () => {
  let pod: RunningPlace;
  beforeAll(async () => {
    pod = await startPod({ env: { ...LIMITED, TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'debug' } });
  });
  afterAll(() => pod.stop());

  promiseLimits(
    () => pod,
    (address) => ({ 'x-forwarded-for': `6.6.6.6, ${address}` }),
  );

  test('silent sockets are a tenth of all: the oldest go, and who logs in gets in', async () => {
    const silent: Peer[] = [];
    for (let index = 0; index < 30; index++) {
      silent.push(await Peer.knock(pod.url, 'lobby', { headers: { 'x-forwarded-for': `198.51.100.${index}` } }));
    }
    const token = await signToken({ sub: 'legit' });
    const legit = await Peer.knock(pod.url, freshRoom(), { headers: { 'x-forwarded-for': '198.51.100.200' } });
    legit.send({ type: 'authenticate', token });

    expect((await legit.frame('welcome')).visitor.id).toBe('legit');
    expect(await silent[0]?.closed).toBe(4408);
    await eventually(() => silent.filter((peer) => peer.isOpen).length <= 10 || undefined, 'silent ones to go');
    expect(await silent.at(-1)?.closed).toBe(4408);
    legit.break();
  });
});

describe('a pod that trusts no proxy', () => {
  test('counts all of them as one address, whatever they say of themselves', async () => {
    const pod = await startPod({ env: { CONNECTS_PER_MINUTE: '2' } });
    try {
      const codes = await codesOf(4, (index) => knock(pod, { headers: { 'x-forwarded-for': `203.0.113.${index}` } }));

      expect(codes).toEqual({ 'breakwater.v1': 2, 'too-many-connections': 2 });
    } finally {
      await pod.stop();
    }
  });
});

describe('limits of the edge', () => {
  let edge: RunningPlace;
  beforeAll(async () => {
    edge = await startEdge({ env: LIMITED });
  });
  afterAll(() => edge.stop());

  promiseLimits(
    () => edge,
    (address) => ({ 'cf-connecting-ip': address }),
  );
});

describe('places that share a Redis', () => {
  let redis: RedisServer;
  let places: RunningPlace[];
  beforeAll(async () => {
    redis = await startRedisServer();
    const options = { redisUrl: redis.url, env: { CONNECTS_PER_MINUTE: '6', REPLICAS: '3' } };
    places = await Promise.all([
      startPod({ ...options, name: 'pod-1' }),
      startPod({ ...options, name: 'pod-2' }),
      startEdge(options),
    ]);
  });
  afterAll(async () => {
    await Promise.all(places.map((place) => place.stop()));
    await redis.stop();
  });

  /** The edge is told a client's address by the platform; here nobody tells it, and pods see this machine's. */
  const knockAt = (index: number) => knock(places[index % 2] as RunningPlace, {});

  test('count connections once; while Redis is away each allows its part', async () => {
    const together = await codesOf(12, knockAt);
    await redis.kill();
    const alone = await codesOf(12, knockAt);

    expect(together).toEqual({ 'breakwater.v1': 6, 'too-many-connections': 6 });
    expect(alone).toEqual({ 'breakwater.v1': 4, 'too-many-connections': 8 });
    await redis.restart();
  });

  test('know a ban everywhere, and it outlives a pod', async () => {
    await eventually(async () => (await fetch(`${places[0]?.url}/ready`)).ok || undefined, 'the pod to be ready');
    const mo = { ...(await bearer('mo')), 'content-type': 'application/json' };
    const token = await signToken({ sub: 'mo', roles: ['moderator'] });
    const give = () =>
      fetch(`${places[2]?.url}/api/admin/bans`, {
        method: 'POST',
        headers: { ...mo, authorization: `Bearer ${token}` },
        body: JSON.stringify({ visitorId: 'eve', seconds: 600 }),
      });
    await eventually(async () => ((await give()).status === 201 ? true : undefined), 'the ban');

    await places[1]?.kill();
    const again = await startPod({ name: 'pod-2', redisUrl: redis.url });
    try {
      const statuses = await Promise.all(
        [places[0] as RunningPlace, again].map(async ({ url }) => {
          const response = await fetch(`${url}/api/rooms/lobby/members`, { headers: await bearer('eve') });
          return response.status;
        }),
      );
      expect(statuses).toEqual([403, 403]);
    } finally {
      await again.stop();
    }
  });
});
