import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Durability } from '#chat';
import { type RedisPair, type RedisServer, startRedisPair, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { ask, draft, fresh, freshRoom, Tally } from './streams-fixture.ts';

const RETENTION = { entries: 300, seconds: 300 };

let pair: RedisPair;
let disk: RedisServer;

beforeAll(async () => {
  pair = await startRedisPair();
  disk = await startRedisServer({ appendonly: true, args: ['--appendfsync', 'always'] });
});

afterAll(async () => {
  await pair?.stop();
  await disk?.stop();
});

function open(durability: Durability, url = pair.url, meter = new Tally()): Streams {
  const streams = openStreams({ url, durability, prefix: fresh('bw'), retention: RETENTION, meter });
  onTestFinished(() => streams.close());
  return streams;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );

test('with "redis-wait" a message is acknowledged once a replica has it', async () => {
  const { log } = open('redis-wait');
  const room = freshRoom();
  /** As clients do: on a busy machine a replica may take longer than a proof is waited for. */
  const insist = async (said: ReturnType<typeof draft>): ReturnType<typeof log.append> => {
    const code = await codeOf(log.append(room, said));
    return code === 'not-durable' ? insist(said) : log.append(room, said);
  };

  await pair.inStep();
  const said = await Promise.all(Array.from({ length: 60 }, (_, index) => insist(draft(`${index}`))));
  await pair.primary.kill();
  const copied = await pair.replica.ask('--raw', 'KEYS', `*:log:${room}`);
  const length = await pair.replica.ask('XLEN', copied);
  await pair.primary.restart();
  await pair.inStep();

  expect(said.map((appended) => 'position' in appended && appended.position.offset)).toEqual(
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  expect(Number(length)).toBe(60);
});

test('with "redis-wait" and a replica that is cut off nothing is acknowledged, sent again neither, until it is back', async () => {
  const meter = new Tally();
  const { log, checkDurability } = open('redis-wait', pair.url, meter);
  const room = freshRoom();
  await log.append(room, draft('before'));
  const cut = draft('while it is cut');

  pair.copying.blackhole();
  onTestFinished(() => pair.copying.heal());
  const begun = performance.now();
  const first = await codeOf(log.append(room, cut));
  const tookMs = performance.now() - begun;
  const again = await codeOf(log.append(room, cut));
  const warning = await checkDurability();
  const readable = await log.read(room, { limit: 10 });
  pair.copying.heal();
  await pair.inStep();
  const after = await log.append(room, cut);

  expect([first, again]).toEqual(['not-durable', 'not-durable']);
  expect(tookMs).toBeLessThan(8_000);
  expect(warning).toContain('No replica confirmed');
  expect(readable.entries.map(({ json }) => JSON.parse(json).text)).toEqual(['before', 'while it is cut']);
  expect(after).toMatchObject({ outcome: 'duplicate', position: { offset: 2 } });
  expect(await checkDurability()).toBeUndefined();
  expect(meter.of('breakwater_log_errors_total durable')).toBeGreaterThanOrEqual(2);
});

test('a message that another place wrote and nobody confirmed is not acknowledged as a duplicate either', async () => {
  const prefix = fresh('bw');
  const places = [1, 2].map(() =>
    openStreams({ url: pair.url, durability: 'redis-wait', prefix, retention: RETENTION }),
  );
  onTestFinished(async () => void (await Promise.all(places.map((place) => place.close()))));
  const room = freshRoom();
  const [one, two] = places as [Streams, Streams];
  await two.log.append(room, draft('so that it is connected'));
  const said = draft('unconfirmed');

  pair.copying.blackhole();
  onTestFinished(() => pair.copying.heal());
  const answers = [await codeOf(one.log.append(room, said)), await codeOf(two.log.append(room, said))];
  pair.copying.heal();

  expect(answers).toEqual(['not-durable', 'not-durable']);
});

test('a message that its rate refuses needs no proof', async () => {
  const { log } = open('redis-wait');
  const room = freshRoom();
  const rate = { perMinute: 1, burst: 1 };
  await log.append(room, draft('one'), rate);

  pair.copying.blackhole();
  onTestFinished(() => pair.copying.heal());
  const refused = await log.append(room, draft('two'), rate);

  expect(refused.outcome).toBe('refused');
});

test('a Redis that dies while a replica is waited for acknowledges nothing, and another one is found', async () => {
  const server = await startRedisServer({ appendonly: true });
  onTestFinished(() => server.stop());
  const { log } = open('redis-wait', server.url);
  const room = freshRoom();

  const dying = codeOf(log.append(room, draft('one')));
  await expect.poll(() => server.ask('INFO', 'clients')).toContain('blocked_clients:1');
  await server.kill();
  const answer = await dying;
  const away = await codeOf(log.append(room, draft('two')));
  await server.restart();

  expect([answer, away]).toEqual(['not-durable', 'unavailable']);
  expect(await codeOf(log.append(room, draft('three')))).toBe('not-durable');
});

test('a script that Redis forgot is taught again', async () => {
  const { log } = open('redis-wait');
  const room = freshRoom();
  await log.append(room, draft('one'));
  await pair.primary.ask('SCRIPT', 'FLUSH');

  await expect.poll(() => codeOf(log.append(room, draft('two')))).toBe('fine');
});

test('with "redis-fsync" a message is acknowledged only by a Redis that writes each to disk', async () => {
  const { log, checkDurability } = open('redis-fsync', disk.url);
  const room = freshRoom();
  const said = draft('one');
  await log.append(room, draft('before'));

  await ask(disk.url, 'CONFIG', 'SET', 'appendfsync', 'everysec');
  const refused = await codeOf(log.append(room, said));
  const ready = await codeOf(checkDurability());
  await ask(disk.url, 'CONFIG', 'SET', 'appendfsync', 'always');

  expect([refused, ready]).toEqual(['not-durable', 'not-durable']);
  expect(await log.append(room, said)).toMatchObject({ outcome: 'duplicate', position: { offset: 2 } });
  expect(await checkDurability()).toBeUndefined();
});

test('closing ends the connection for writes too, and refuses what comes after', async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.stop());
  const streams = openStreams({ url: server.url, durability: 'redis-wait', retention: RETENTION });
  await codeOf(streams.log.append(freshRoom(), draft('one')));

  await streams.close();

  expect(await codeOf(streams.log.append(freshRoom(), draft('two')))).toBe('unavailable');
  await expect.poll(async () => (await server.ask('CLIENT', 'LIST')).split('\n').length).toBe(1);
});
