import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EntrySchema, gcra, LIMITS, MESSAGE_RATE, type RoomId, sealEntry } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { KeySpace } from './partition.ts';
import { RedisLine, redisScript } from './redis-line.ts';
import { LUA_CLOCK, LUA_GCRA } from './script-parts.ts';
import { openStreams, type Streams, type StreamsOptions } from './streams.ts';
import { ask, draft, fresh, freshRoom } from './streams-fixture.ts';

let redis: RedisServer;
const opened: Streams[] = [];
const prefix = fresh('bw');
const space = new KeySpace(prefix, 8);

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(async () => {
  await Promise.all(opened.map((streams) => streams.close()));
  await redis.stop();
});

function open(options: Partial<StreamsOptions> = {}): Streams {
  const retention = { entries: 300, seconds: 300 };
  const streams = openStreams({ url: redis.url, prefix, partitions: 8, retention, ...options });
  opened.push(streams);
  return streams;
}

test('an entry is sealed in Redis with the bytes that chat seals it with', async () => {
  const { log } = open();
  const room = freshRoom();
  const drafts = ['plain', 'naïve "quoted" \\ back', '👩‍👩‍👧 \u2028 \u0000 \ud800', '{"offset":9}'].map((text) =>
    draft(text),
  );

  for (const each of drafts) await log.append(room, each);

  const { entries } = await log.read(room, { limit: 10 });
  expect(entries).toEqual(drafts.map(({ body }, index) => sealEntry(index + 1, entries[index]?.at ?? 0, body)));
  for (const { json } of entries) EntrySchema.parse(JSON.parse(json));
});

test('the rate in Lua answers as chat does, to the last bit', async () => {
  const script = redisScript(`${LUA_CLOCK}${LUA_GCRA}
    local next_at, wait = gcra(tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
    return {next_at and string.format('%.17g', next_at) or 'refused', whole(wait)}`);
  const line = await RedisLine.open(redis.url);
  const rules = fc.record({ perMinute: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 500 }) });
  const nows = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
  const leads = fc.oneof(
    fc.integer({ min: -100_000, max: 100_000 }),
    fc.double({ min: -2, max: 100_000, noNaN: true }),
  );

  await fc.assert(
    fc.asyncProperty(rules, nows, leads, async (rule, now, lead) => {
      const arrivalAt = now + lead;
      const args = [rule.perMinute, rule.burst, arrivalAt, now].map(String);

      const [next, wait] = (await line.script(script, [], args)) as [string, string];

      const answer = gcra(rule, arrivalAt, now);
      expect(
        next === 'refused' ? { allowed: false, retryAfterMs: Number(wait) } : { allowed: true, nextAt: Number(next) },
      ).toEqual(answer);
    }),
    { numRuns: 500 },
  );
  line.close();
});

test('an append is one command', async () => {
  const { log } = open();
  const room = freshRoom();
  await log.append(room, draft('the first one brings the script'), MESSAGE_RATE);
  await ask(redis.url, 'CONFIG', 'RESETSTAT');

  for (let index = 0; index < 10; index++) await log.append(room, draft('more'), MESSAGE_RATE);

  const stats = String(await ask(redis.url, 'INFO', 'commandstats'));
  expect(stats).toMatch(/cmdstat_evalsha:calls=10,/);
  expect(stats).not.toMatch(/cmdstat_eval:/);
});

test('an append that its rate refuses leaves nothing behind', async () => {
  const { log } = open();
  const room = freshRoom();
  const rule = { perMinute: 1, burst: 1 };
  const visitor = { id: fresh('visitor'), name: 'Bo' };
  await log.append(room, draft('one', undefined, visitor), rule);
  const before = await ask(redis.url, 'DBSIZE');

  const refused = await log.append(room, draft('two', undefined, visitor), rule);

  expect(refused).toMatchObject({ outcome: 'refused' });
  expect(await ask(redis.url, 'DBSIZE')).toBe(before);
  expect(await log.read(room, { limit: 10 })).toMatchObject({ head: 1, entries: [{ offset: 1 }] });
});

test('a duplicate is answered with the first position and charged nothing', async () => {
  const { log } = open();
  const room = freshRoom();
  const rule = { perMinute: 1, burst: 2 };
  const visitor = { id: fresh('visitor'), name: 'Bo' };
  const said = draft('once', undefined, visitor);
  const first = await log.append(room, said, rule);

  const again = [await log.append(room, said, rule), await log.append(room, said, rule)];
  const other = await log.append(room, draft('other', undefined, visitor), rule);

  expect(again).toEqual([
    { ...first, outcome: 'duplicate' },
    { ...first, outcome: 'duplicate' },
  ]);
  expect(other).toMatchObject({ outcome: 'appended', position: { offset: 2 } });
});

describe('a room keeps', () => {
  test('no more entries than it may', async () => {
    const { log } = open({ retention: { entries: 3, seconds: 300 } });
    const room = freshRoom();

    for (let index = 0; index < 5; index++) await log.append(room, draft('text'));

    expect(await ask(redis.url, 'XLEN', space.room(room).log)).toBe(3);
    expect((await log.read(room, { limit: 10 })).entries.map(({ offset }) => offset)).toEqual([3, 4, 5]);
  });

  test('no entry longer than it may, in its reads at once and in its stream with the next append', async () => {
    const young = open({ retention: { entries: 300, seconds: 0.2 } });
    const room = freshRoom();
    const { log } = space.room(room);
    for (let index = 0; index < 5; index++) await open().log.append(room, draft('text'));
    await olderThan(log, 200);

    const aged = await young.log.read(room, { limit: 10 });
    await young.log.append(room, draft('new'));

    expect(aged).toMatchObject({ head: 5, entries: [] });
    expect(await ask(redis.url, 'XLEN', log)).toBe(1);
  });

  test('nothing but its counter when it is idle', async () => {
    const { log } = open({ retention: { entries: 10, seconds: 20 }, lifeMs: 60_000 });
    const room = freshRoom();
    const keys = space.room(room);

    await log.append(room, draft('text'));

    const [entries, head] = [await ask(redis.url, 'PTTL', keys.log), await ask(redis.url, 'PTTL', keys.head)];
    expect(entries).toSatisfy((ms: number) => ms > 15_000 && ms <= 21_000);
    expect(head).toSatisfy((ms: number) => ms > 75_000 && ms <= 80_000);
  });

  test('the memory of a message id for as long as the limits say', async () => {
    const { log } = open();
    const room = freshRoom();
    const said = draft('text');

    await log.append(room, said);

    const ms = await ask(redis.url, 'PTTL', space.said(room, said.id, said.visitorId));
    expect(ms).toSatisfy((value: number) => value > LIMITS.dedupeMs - 10_000 && value <= LIMITS.dedupeMs);
  });
});

test('a room whose counter ran out begins again in another epoch', async () => {
  const { log } = open({ lifeMs: 50, retention: { entries: 10, seconds: 0.01 } });
  const room = freshRoom();
  const first = await log.append(room, draft('text'));
  await gone(space.room(room).head);

  const next = await log.append(room, draft('text'));

  if (first.outcome === 'refused' || next.outcome === 'refused') throw new Error('Nothing limits this test');
  expect(next.position.offset).toBe(1);
  expect(next.position.epoch).not.toBe(first.position.epoch);
  expect((await log.read(room, { after: first.position, limit: 10 })).gap?.reason).toBe('epoch');
});

test.each([
  ['the counter is lost and the entries are not', (room: RoomId) => ['DEL', space.room(room).head]],
  ['ids from the far future are in the way', (room: RoomId) => ['XADD', space.room(room).log, '*', 'a', 'b']],
  ['something else has its name', (room: RoomId) => ['SET', space.room(room).log, 'x']],
])('a room goes on in another epoch when %s', async (_, damage) => {
  const { log } = open();
  const room = freshRoom();
  const first = await log.append(room, draft('before'));
  await ask(redis.url, 'DEL', ...(damage(room)[0] === 'SET' ? [space.room(room).log] : ['nothing']));
  await ask(redis.url, ...damage(room));

  const next = await log.append(room, draft('after'));

  if (first.outcome === 'refused' || next.outcome === 'refused') throw new Error('Nothing limits this test');
  expect(next.position).toMatchObject({ offset: 1 });
  expect(next.position.epoch).not.toBe(first.position.epoch);
  expect(await log.read(room, { limit: 10 })).toMatchObject({ head: 1, entries: [{ offset: 1 }] });
});

test('something that is in the way of the live stream is replaced by it', async () => {
  const { log } = open();
  const room = freshRoom();
  const { live } = space.room(room);
  await ask(redis.url, 'DEL', live);
  await ask(redis.url, 'SET', live, 'x');

  await log.append(room, draft('text'));

  expect(await ask(redis.url, 'XLEN', live)).toBe(1);
});

async function olderThan(stream: string, ms: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const [[id]] = (await ask(redis.url, 'XREVRANGE', stream, '+', '-', 'COUNT', '1')) as [[string]];
        const [seconds] = (await ask(redis.url, 'TIME')) as [string, string];
        return Number(seconds) * 1000 - Number(id.split('-')[1]);
      },
      { timeout: 5_000 },
    )
    .toBeGreaterThan(ms);
}

async function gone(key: string): Promise<void> {
  await expect.poll(() => ask(redis.url, 'EXISTS', key), { timeout: 5_000, interval: 10 }).toBe(0);
}

describe('who is muted', () => {
  const mute = (visitorId: string, seconds: number) => ({
    ...draft('mute'),
    silent: true as const,
    mute: { visitorId, seconds },
  });

  test('is remembered as long as the longest mute, and no longer', async () => {
    const { log } = open();
    const room = freshRoom();
    const key = space.room(room).mutes;

    await log.append(room, mute('bob', 600));
    await log.append(room, mute('cy', 5));

    expect(Number(await ask(redis.url, 'PTTL', key))).toBeGreaterThan(590_000);
    expect(Number(await ask(redis.url, 'PTTL', key))).toBeLessThanOrEqual(600_000);
    await log.append(room, mute('bob', 0));
    await log.append(room, mute('cy', 0));
    expect(await ask(redis.url, 'EXISTS', key)).toBe(0);
  });

  test('is bounded: whose mute would end first makes room, and those that are over go', async () => {
    const { log } = open();
    const room = freshRoom();
    const key = space.room(room).mutes;
    const later = Date.now() + 100_000;
    const full = Array.from({ length: LIMITS.mutesPerRoom }, (_, index) => [`v${index}`, String(later + index)]);
    await ask(redis.url, 'HSET', key, ...full.flat());
    await ask(redis.url, 'HSET', key, 'v7', '1000');

    await log.append(room, mute('first', 600));
    await log.append(room, mute('second', 600));

    const names = (await log.mutes(room)).map(({ visitorId }) => visitorId);
    expect(names).toHaveLength(LIMITS.mutesPerRoom);
    expect(names).toEqual(expect.arrayContaining(['first', 'second', 'v1', 'v999']));
    expect(names).not.toEqual(expect.arrayContaining(['v0']));
    expect(names).not.toEqual(expect.arrayContaining(['v7']));
  });

  test('can be told though something else is in the place of the list', async () => {
    const { log } = open();
    const room = freshRoom();
    await ask(redis.url, 'SET', space.room(room).mutes, 'something else');

    const before = await log.append(room, draft('hello', undefined, { id: 'bob', name: 'Bob' }));
    const nobody = await log.mutes(room);
    await log.append(room, mute('bob', 60));
    const after = await log.append(room, draft('hello', undefined, { id: 'bob', name: 'Bob' }));

    expect([before.outcome, nobody, after.outcome]).toEqual(['appended', [], 'refused']);
  });
});
