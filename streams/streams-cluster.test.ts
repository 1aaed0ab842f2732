import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { type RedisServerCluster, startRedisCluster } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { connectionsOf, Doorbell, draft, Ear, fresh, freshRoom } from './streams-fixture.ts';

let cluster: RedisServerCluster;
let one: Streams;
let other: Streams;
const prefix = fresh('bw');

beforeAll(async () => {
  cluster = await startRedisCluster();
  const retention = { entries: 2_000, seconds: 300 };
  const options = { url: cluster.url, cluster: true, prefix, retention, presenceLeaseMs: 1_000 };
  one = openStreams(options);
  other = openStreams(options);
}, 30_000);

afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await cluster?.stop();
});

/** Rooms of many partitions, so of all three nodes. */
const rooms = Array.from({ length: 12 }, () => freshRoom());

test('a log on a Redis Cluster is dense when two processes race, in rooms on all nodes, and both hear it', async () => {
  const heard = new Map<RoomId, Ear[]>();
  for (const room of rooms) {
    const ears = [new Ear(), new Ear()];
    heard.set(room, ears);
    await one.log.follow(room, ears[0]!.listener);
    await other.log.follow(room, ears[1]!.listener);
  }

  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
  await Promise.all(
    rooms.flatMap((room) => numbers.map((n) => (n % 2 ? one : other).log.append(room, draft(`text ${n}`)))),
  );

  for (const ears of heard.values()) {
    for (const ear of ears) await expect.poll(() => ear.offsets, { timeout: 10_000 }).toEqual(numbers);
  }
  const counts = await Promise.all(cluster.nodes.map((node) => connectionsOf(node.url)));
  expect(Math.min(...counts)).toBeGreaterThan(0);
}, 30_000);

test('pages and gaps are as on one Redis', async () => {
  const room = freshRoom();
  const appended = await one.log.append(room, draft('one'));
  await other.log.append(room, draft('two'));
  if (appended.outcome === 'refused') throw new Error('Nothing limits this test');

  const next = await other.log.read(room, { after: appended.position, limit: 10 });
  const ahead = await other.log.read(room, { after: { ...appended.position, offset: 9 }, limit: 10 });

  expect(next).toMatchObject({ head: 2, entries: [{ offset: 2 }] });
  expect(ahead.gap?.reason).toBe('ahead');
});

test('a visitor is counted over rooms on all nodes, and a duplicate is neither charged nor refused', async () => {
  const visitor = { id: fresh('visitor'), name: 'Bo' };
  const rule = { perMinute: 1, burst: 5 };
  const said = draft('once', undefined, visitor);
  const say = (room: RoomId) => one.log.append(room, draft('text', undefined, visitor), rule);

  const first = await one.log.append(rooms[0]!, said, rule);
  const again = [await one.log.append(rooms[0]!, said, rule), await other.log.append(rooms[0]!, said, rule)];
  const rest = [];
  for (const room of rooms) rest.push(await say(room));
  const late = await other.log.append(rooms[0]!, said, rule);

  expect(again).toEqual([
    { ...first, outcome: 'duplicate' },
    { ...first, outcome: 'duplicate' },
  ]);
  expect(rest.map(({ outcome }) => outcome)).toEqual([...Array(4).fill('appended'), ...Array(8).fill('refused')]);
  expect(late).toEqual({ ...first, outcome: 'duplicate' });
});

test('members and rates are shared over all nodes', async () => {
  const bell = new Doorbell();
  await other.presence.follow(rooms[1]!, bell.listener);

  await one.presence.join(rooms[1]!, 's1', { id: 'ada', name: 'Ada' });
  await one.presence.leave(rooms[1]!, 's1');
  const key = fresh('key');
  const taken = await Promise.all(
    [one, other, one].map(({ limiter }) => limiter.take(key, { perMinute: 1, burst: 2 })),
  );

  await expect.poll(() => bell.rings, { timeout: 5_000 }).toEqual(['+ada', '-ada']);
  expect(taken.filter(({ allowed }) => allowed).length).toBe(2);
  await Promise.all([one.check(), other.check()]);
});

test('on a cluster every node is asked for its own proof: one that does not write to disk acknowledges nothing', async () => {
  const tellAll = async (...command: string[]) => {
    for (const node of cluster.nodes) await node.ask('CONFIG', 'SET', ...command);
  };
  await tellAll('appendonly', 'yes');
  await tellAll('appendfsync', 'always');
  const retention = { entries: 300, seconds: 300 };
  const safe = openStreams({
    url: cluster.url,
    cluster: true,
    prefix: fresh('bw'),
    retention,
    durability: 'redis-fsync',
  });
  const say = async () => {
    const answers = await Promise.allSettled(rooms.map((room) => safe.log.append(room, draft('safe'))));
    return new Set(answers.map((answer) => (answer.status === 'fulfilled' ? 'fine' : answer.reason.code)));
  };

  try {
    // The first words wait for connections to all nodes, each of which has just begun to write its file.
    await expect.poll(say, { timeout: 15_000 }).toEqual(new Set(['fine']));
    await cluster.nodes[0]?.ask('CONFIG', 'SET', 'appendfsync', 'everysec');

    await expect.poll(say, { timeout: 15_000 }).toEqual(new Set(['fine', 'not-durable']));
  } finally {
    await safe.close();
    await tellAll('appendonly', 'no');
  }
});

test('closing leaves no connection on any node, and nodes that are gone are unavailable', async () => {
  const own = await startRedisCluster();
  const streams = openStreams({ url: own.url, cluster: true, retention: { entries: 10, seconds: 10 } });
  for (const room of rooms) await streams.log.follow(room, new Ear().listener);
  const left = openStreams({ url: own.url, cluster: true, retention: { entries: 10, seconds: 10 } });
  await left.log.append(rooms[0]!, draft('text'));

  await streams.close();
  const during = () => Promise.all(own.nodes.map((node) => connectionsOf(node.url)));
  await expect.poll(async () => (await during()).reduce((sum, count) => sum + count), { timeout: 5_000 }).toBe(1);
  await Promise.all(own.nodes.map((node) => node.kill()));
  const answers = await Promise.allSettled([
    left.log.append(rooms[0]!, draft('text')),
    left.log.read(rooms[1]!, { limit: 1 }),
    left.log.follow(rooms[2]!, new Ear().listener),
    left.check(),
  ]);

  expect(answers).toMatchObject(Array(4).fill({ status: 'rejected', reason: { code: 'unavailable' } }));
  await left.close();
  await own.stop();
}, 30_000);
