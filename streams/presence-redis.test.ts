import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RoomId, Visitor } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { openStreams, type Streams } from './streams.ts';
import { ask, Doorbell, fresh, freshRoom } from './streams-fixture.ts';

const LEASE_MS = 500;
const retention = { entries: 10, seconds: 10 };
const ada: Visitor = { id: 'ada', name: 'Ada' };
const bo: Visitor = { id: 'bo', name: 'Bo' };
let shared: RedisServer;
const ends: Array<() => Promise<void>> = [];

beforeAll(async () => {
  shared = await startRedisServer();
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

afterAll(() => shared.stop());

/** Several processes on one Redis. */
function open(
  count: number,
  url = shared.url,
  presenceLeaseMs = LEASE_MS,
): { processes: Streams[]; space: KeySpace; prefix: string } {
  const prefix = fresh('bw');
  const processes = Array.from({ length: count }, () => {
    const streams = openStreams({ url, prefix, partitions: 8, retention, presenceLeaseMs });
    ends.push(() => streams.close());
    return streams;
  });
  return { processes, space: new KeySpace(prefix, 8), prefix };
}

/** A real process with one member in a room; kill it and it says no goodbye. */
async function startMember(prefix: string, room: RoomId, visitor: Visitor): Promise<ChildProcess> {
  const options = { url: shared.url, prefix, partitions: 8, retention, presenceLeaseMs: LEASE_MS };
  const source = `
    import { openStreams } from '#streams';
    await openStreams(${JSON.stringify(options)}).presence.join('${room}', 's1', ${JSON.stringify(visitor)});
    console.log('joined');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(async () => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data', { signal: AbortSignal.timeout(10_000) });
  return child;
}

const ids = (visitors: readonly Visitor[]) => visitors.map(({ id }) => id).toSorted();

describe('members', () => {
  test('are seen by every process as they come and go', async () => {
    const { processes } = open(2);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    const bell = new Doorbell();
    await one.presence.join(room, 's1', ada);
    const { members } = await other.presence.follow(room, bell.listener);

    await one.presence.join(room, 's2', bo);
    await one.presence.leave(room, 's1');

    expect(members).toEqual([ada]);
    await expect.poll(() => bell.rings).toEqual(['+bo', '-ada']);
    expect(await other.presence.members(room)).toEqual([bo]);
  });

  test('with several sessions, on several processes, come once and leave with the last of them', async () => {
    const { processes } = open(3);
    const [one, other, watching] = processes as [Streams, Streams, Streams];
    const room = freshRoom();
    const bell = new Doorbell();
    await watching.presence.follow(room, bell.listener);

    await one.presence.join(room, 's1', ada);
    await one.presence.join(room, 's2', ada);
    await other.presence.join(room, 's1', ada);
    await one.presence.leave(room, 's1');
    await one.presence.leave(room, 's2');
    await one.presence.join(room, 's3', bo);
    await expect.poll(() => bell.rings).toEqual(['+ada', '+bo']);
    await other.presence.leave(room, 's1');

    await expect.poll(() => bell.rings).toEqual(['+ada', '+bo', '-ada']);
  });

  test('may come and leave again and again, and at once', async () => {
    const { processes } = open(1);
    const { presence } = processes[0]!;
    const room = freshRoom();

    await Promise.all([
      presence.join(room, 's1', ada),
      presence.join(room, 's1', ada),
      presence.leave(room, 's1'),
      presence.leave(room, 'nobody'),
      presence.join(room, 's2', bo),
    ]);

    expect(await presence.members(room)).toEqual([bo]);
    await presence.leave(room, 's2');
    await presence.leave(room, 's2');
    expect(await presence.members(room)).toEqual([]);
  });

  test('of many sessions cost one command for each change and none for those that stay', async () => {
    const { processes } = open(2);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    await Promise.all(Array.from({ length: 500 }, (_, index) => one.presence.join(room, `s${index}`, ada)));
    await other.presence.follow(room, new Doorbell().listener);
    await ask(shared.url, 'CONFIG', 'RESETSTAT');

    await one.presence.join(room, 'one more', bo);
    await one.presence.leave(room, 'one more');

    const stats = String(await ask(shared.url, 'INFO', 'commandstats'));
    const calls = (command: string) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
    expect([calls('hset'), calls('hdel'), calls('hgetall')]).toEqual([1, 1, 0]);
  });

  test('are told to everybody who listens, each from the moment they began', async () => {
    const { processes } = open(1);
    const { presence } = processes[0]!;
    const room = freshRoom();
    const [early, late] = [new Doorbell(), new Doorbell()];
    const first = await presence.follow(room, early.listener);
    await presence.join(room, 's1', ada);
    await expect.poll(() => early.rings).toEqual(['+ada']);

    const second = await presence.follow(room, late.listener);
    first.stop();
    await presence.join(room, 's2', bo);

    expect([first.members, second.members]).toEqual([[], [ada]]);
    await expect.poll(() => late.rings).toEqual(['+bo']);
    expect(early.rings).toEqual(['+ada']);
  });
});

describe('a process', () => {
  test('that died is gone from every room within a lease, and from Redis', async () => {
    const { processes, space, prefix } = open(1);
    const { presence } = processes[0]!;
    const room = freshRoom();
    const bell = new Doorbell();
    const dies = await startMember(prefix, room, ada);
    await presence.join(room, 's1', bo);
    const { members } = await presence.follow(room, bell.listener);

    dies.kill('SIGKILL');

    await expect.poll(() => bell.rings, { timeout: 5_000 }).toEqual(['-ada']);
    expect(ids(members)).toEqual(['ada', 'bo']);
    await expect.poll(() => ask(shared.url, 'HLEN', space.room(room).who), { timeout: 5_000 }).toBe(1);
  });

  test('that died is not among the members even if nobody listened', async () => {
    const { processes, prefix } = open(1);
    const room = freshRoom();
    const dies = await startMember(prefix, room, ada);
    expect(await processes[0]!.presence.members(room)).toEqual([ada]);

    dies.kill('SIGKILL');

    await expect.poll(() => processes[0]!.presence.members(room), { timeout: 5_000 }).toEqual([]);
  });

  test('that lives stays, however long nothing changes', async () => {
    const { processes } = open(2);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    const bell = new Doorbell();
    await one.presence.join(room, 's1', ada);
    await other.presence.follow(room, bell.listener);
    const renewals = async () =>
      Number(/cmdstat_set:calls=(\d+)/.exec(String(await ask(shared.url, 'INFO', 'commandstats')))?.[1] ?? 0);
    const before = await renewals();

    await expect.poll(renewals, { timeout: LEASE_MS * 10 }).toBeGreaterThan(before + 20);

    expect(bell.rings).toEqual([]);
    expect(await other.presence.members(room)).toEqual([ada]);
  });

  test('that closes takes its members out at once', async () => {
    const { processes, space } = open(2);
    const [leaves, stays] = processes as [Streams, Streams];
    const room = freshRoom();
    const bell = new Doorbell();
    await leaves.presence.join(room, 's1', ada);
    await stays.presence.follow(room, bell.listener);

    await leaves.close();

    expect(await ask(shared.url, 'EXISTS', space.room(room).who)).toBe(0);
    await expect.poll(() => bell.rings).toEqual(['-ada']);
  });

  test('that was taken for dead while it stood still is back with its next breath', async () => {
    const { processes, space } = open(2);
    const [stood, watching] = processes as [Streams, Streams];
    const room = freshRoom();
    const bell = new Doorbell();
    await stood.presence.join(room, 's1', ada);
    await watching.presence.follow(room, bell.listener);

    const [lease] = (await ask(shared.url, 'HKEYS', space.room(room).who)) as [string];
    await ask(shared.url, 'HDEL', space.room(room).who, lease);
    await ask(shared.url, 'DEL', space.lease(lease.split('/')[0] ?? ''));

    await expect.poll(() => ask(shared.url, 'HLEN', space.room(room).who), { timeout: 5_000 }).toBe(1);
    await expect.poll(() => watching.presence.members(room), { timeout: 5_000 }).toEqual([ada]);
    await expect.poll(() => bell.rings.at(-1) ?? '+ada', { timeout: 5_000 }).toBe('+ada');
    const [next] = (await ask(shared.url, 'HKEYS', space.room(room).who)) as [string];
    expect(next).not.toBe(lease);
  });
});

describe('a Redis', () => {
  test('that comes back empty has every member again, and nobody was said to have left', async () => {
    const server = await startRedisServer();
    ends.push(() => server.stop());
    const { processes } = open(2, server.url);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    const bells = [new Doorbell(), new Doorbell()];
    await one.presence.join(room, 's1', ada);
    await other.presence.join(room, 's1', bo);
    await one.presence.follow(room, bells[0]!.listener);
    await other.presence.follow(room, bells[1]!.listener);

    await server.kill();
    await server.restart();

    const members = async () => ids(await one.presence.members(room).catch(() => []));
    await expect.poll(members, { timeout: 10_000 }).toEqual(['ada', 'bo']);
    await other.presence.join(room, 's2', { id: 'cy', name: 'Cy' });
    for (const bell of bells) await expect.poll(() => bell.rings, { timeout: 5_000 }).toEqual(['+cy']);
  });

  test('that is emptied while it runs has every member again', async () => {
    const server = await startRedisServer();
    ends.push(() => server.stop());
    const { processes } = open(2, server.url);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    await one.presence.join(room, 's1', ada);
    await other.presence.join(room, 's1', bo);

    await ask(server.url, 'FLUSHALL');

    await expect.poll(async () => ids(await one.presence.members(room)), { timeout: 10_000 }).toEqual(['ada', 'bo']);
  });

  test('that is away takes a member later: joining fails, and is made good', async () => {
    const server = await startRedisServer();
    ends.push(() => server.stop());
    const { processes } = open(2, server.url);
    const [one, other] = processes as [Streams, Streams];
    const room = freshRoom();
    await one.presence.join(room, 's1', ada);
    await server.kill();

    const joined = one.presence.join(room, 's2', bo);
    const left = one.presence.leave(room, 's1');
    await expect(joined).rejects.toMatchObject({ code: 'unavailable' });
    await expect(left).rejects.toMatchObject({ code: 'unavailable' });
    await server.restart();

    const members = async () => ids(await other.presence.members(room).catch(() => []));
    await expect.poll(members, { timeout: 10_000 }).toEqual(['bo']);
  });
});

describe('a room that was left by everybody', () => {
  test('is not in Redis', async () => {
    // A lease that no machine is too slow to keep: after one that was lost, somebody else clears away what it vouched for.
    const { processes, space } = open(1, shared.url, 60_000);
    const { presence } = processes[0]!;
    const room: RoomId = freshRoom();
    await presence.join(room, 's1', ada);

    await presence.leave(room, 's1');

    expect(await ask(shared.url, 'EXISTS', space.room(room).who)).toBe(0);
  });
});
