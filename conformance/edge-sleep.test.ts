import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestHarness } from 'wrangler';
import type { Position } from '#chat';
import { freshRoom } from './fresh.ts';
import { Peer } from './peer.ts';
import { placeEnvironment } from './place-environment.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

process.env.WRANGLER_SEND_METRICS = 'false';
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';

/** Few, so that rooms share them. */
const PARTITIONS = ['p0', 'p1'];

/** An edge whose objects can be put to sleep, or thrown out with their sockets, when a test wants it. */
class SleepyEdge {
  readonly #harness;
  readonly peers: Peer[] = [];
  url = '';

  constructor(redisUrl?: string) {
    const vars = { ...placeEnvironment('edge', redisUrl), PARTITIONS: String(PARTITIONS.length) };
    this.#harness = createTestHarness({ workers: [{ configPath: 'wrangler.toml', vars }] });
  }

  async start(): Promise<void> {
    this.url = (await this.#harness.listen()).url.origin;
  }

  async enter(room: string, name: string, after?: Position): Promise<Peer> {
    const peer = await Peer.enter(this.url, room, await signToken({ sub: name, name }), after);
    this.peers.push(peer);
    return peer;
  }

  sleep(room: string): Promise<void> {
    return this.#evict(room, 'hibernate');
  }

  throwOut(room: string): Promise<void> {
    return this.#evict(room, 'close');
  }

  async members(room: string): Promise<string[]> {
    const headers = { authorization: `Bearer ${await signToken({ sub: 'watcher' })}` };
    const response = await fetch(`${this.url}/api/rooms/${room}/members`, { headers });
    const { members } = (await response.json()) as { members: Array<{ id: string }> };
    return members.map(({ id }) => id).sort();
  }

  async close(): Promise<void> {
    await this.#harness.close();
  }

  async #evict(name: string, webSockets: 'hibernate' | 'close') {
    await this.#harness.getWorker().evictDurableObject('RoomObject', { name, webSockets });
  }
}

function leaveAll(edge: SleepyEdge): void {
  for (const peer of edge.peers.splice(0)) peer.break();
}

describe('a room at the edge that slept, with its own SQLite', () => {
  const edge = new SleepyEdge();
  beforeAll(() => edge.start(), 30_000);
  afterEach(() => leaveAll(edge));
  afterAll(() => edge.close());

  test('goes on with the sockets that it had: nothing is missed and nothing comes twice', async () => {
    const room = freshRoom();
    const [ada, bob] = [await edge.enter(room, 'ada'), await edge.enter(room, 'bob')];
    await ada.tell('one');
    await bob.heard(1);

    await edge.sleep(room);
    await bob.tell('two');
    await edge.sleep(room);
    await ada.tell('three');

    expect((await ada.heard(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    await bob.heard(3);
    expect([ada.offsets, bob.offsets]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect([ada.all('gap'), ada.all('welcome').length]).toEqual([[], 1]);
  });

  test('is woken when a token ends, and closes its socket', async () => {
    const room = freshRoom();
    const exp = Math.floor(Date.now() / 1_000) + 3;
    const ada = await Peer.enter(edge.url, room, await signToken({ sub: 'ada', exp }));
    const bob = await edge.enter(room, 'bob');
    edge.peers.push(ada);

    await edge.sleep(room);

    expect((await ada.frame('fault')).code).toBe('token-expired');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1_000);
    expect(Date.now()).toBeLessThan(exp * 1_000 + 9_000);
    expect(await ada.closed).toBe(4401);
    await bob.tell('I stay');
  });

  test('is woken by a ban, also when it was asleep before', async () => {
    const room = freshRoom();
    const visitor = `eve-${room}`;
    const [eve, bob] = [await edge.enter(room, visitor), await edge.enter(room, 'bob')];
    await edge.sleep(room);
    await bob.tell('are you asleep?');
    await edge.sleep(room);

    const response = await fetch(`${edge.url}/api/admin/bans`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signToken({ sub: 'mo', roles: ['moderator'] })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ visitorId: visitor, seconds: 60 }),
    });

    expect(response.status).toBe(201);
    expect((await eve.frame('fault')).code).toBe('banned');
    expect(await eve.closed).toBe(4403);
    expect(bob.isOpen).toBe(true);
  });

  test('still knows who is there, and tells who goes', async () => {
    const room = freshRoom();
    const [ada, bob] = [await edge.enter(room, 'ada'), await edge.enter(room, 'bob')];
    await ada.frame('joined', ({ visitor }) => visitor.id === 'bob');

    await edge.sleep(room);

    expect(await edge.members(room)).toEqual(['ada', 'bob']);
    bob.break();
    expect((await ada.frame('left')).id).toBe('bob');
    expect(ada.all('joined').filter(({ visitor }) => visitor.id === 'bob')).toHaveLength(1);
  });

  test('takes somebody back from their position when it was thrown out with its sockets', async () => {
    const room = freshRoom();
    const ada = await edge.enter(room, 'ada');
    await ada.tell('one');
    await ada.heard(1);

    await edge.throwOut(room);
    const again = await edge.enter(room, 'ada', ada.position);
    await again.tell('two', { id: 'message-2' });

    expect((await again.heard(1)).map(({ offset, text }) => [offset, text])).toEqual([[2, 'two']]);
    expect(again.all('welcome')[0]?.recovered).toBe(true);
    expect(await edge.members(room)).toEqual(['ada']);
  });
});

describe('a room at the edge that slept, with Redis', () => {
  let redis: RedisServer;
  let pod: RunningPlace;
  let edge: SleepyEdge;

  beforeAll(async () => {
    redis = await startRedisServer({ appendonly: true });
    edge = new SleepyEdge(redis.url);
    [pod] = await Promise.all([
      startPod({ name: 'pod-1', redisUrl: redis.url, env: { PARTITIONS: String(PARTITIONS.length) } }),
      edge.start(),
    ]);
  }, 40_000);
  afterEach(() => leaveAll(edge));
  afterAll(async () => {
    await edge.close();
    await pod.stop();
    await redis.stop();
  });

  async function enterPod(room: string, name: string): Promise<Peer> {
    // Somebody else in every room: one visitor may not say as much as all of these tests.
    const peer = await Peer.enter(pod.url, room, await signToken({ sub: `${name}-${room}`, name }));
    edge.peers.push(peer);
    return peer;
  }

  test('is woken by what somebody says at a pod: nothing is missed and nothing comes twice', async () => {
    const room = freshRoom();
    const [ada, bob] = [await edge.enter(room, 'ada'), await enterPod(room, 'bob')];
    for (let round = 1; round <= 5; round++) {
      await bob.tell(`bob ${round}`);
      await ada.heard(2 * round - 1);
      await edge.sleep(room);
      await ada.tell(`ada ${round}`);
      await bob.heard(2 * round);
      await edge.sleep(room);
    }

    await ada.heard(10);
    expect([ada.offsets, bob.offsets]).toEqual([bob.offsets, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
    expect(ada.all('gap')).toEqual([]);
  });

  test('hears everything although it falls asleep while somebody talks', async () => {
    const room = freshRoom();
    const [ada, bob] = [await edge.enter(room, 'ada'), await enterPod(room, 'bob')];

    for (let round = 1; round <= 5; round++) {
      const asleep = edge.sleep(room);
      for (let word = 1; word <= 3; word++) await bob.tell(`${round}, ${word}`);
      await asleep;
      await ada.heard(3 * round);
    }

    expect(ada.offsets).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });

  test('is emptied of those who went without a word when its object was thrown out', async () => {
    const room = freshRoom();
    const bob = await enterPod(room, 'bob');
    await edge.enter(room, 'ada');
    await bob.frame('joined', ({ visitor }) => visitor.id === 'ada');

    await edge.throwOut(room);
    await bob.tell('is anybody there?');

    expect((await bob.frame('left')).id).toBe('ada');
  });

  test('costs connections by partitions and not by rooms', async () => {
    for (let count = 0; count < 20; count++) await edge.enter(freshRoom(), 'ada');

    const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(redis.port), 'client', 'list']);
    const clients = stdout.trim().split('\n').length;

    // Three for each partition and for the pod, two for bans and revocations, one for the question.
    expect(clients).toBeLessThanOrEqual(3 * PARTITIONS.length + 3 + 2 + 1);
  });
});
