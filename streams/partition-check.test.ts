import { afterEach, describe, expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { type RedisServer, type RedisServerOptions, startRedisServer } from '#conformance';
import { openStreams, type Streams } from './streams.ts';
import { ask, draft, Ear, fresh, Tally } from './streams-fixture.ts';

const ends: Array<() => Promise<void>> = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await startRedisServer(options);
  ends.push(() => server.stop());
  return server;
}

function open(url: string, prefix = fresh('bw')): Streams & { tally: Tally } {
  const tally = new Tally();
  const streams = openStreams({ url, prefix, partitions: 8, retention: { entries: 300, seconds: 300 }, meter: tally });
  ends.push(() => streams.close());
  return { ...streams, tally };
}

/** Appends until Redis, which is coming back, takes it. */
async function insist(streams: Streams, room: RoomId, text: string): Promise<string> {
  const said = draft(text);
  let epoch = '';
  await expect
    .poll(
      async () => {
        const appended = await streams.log.append(room, said).catch(() => undefined);
        if (appended && appended.outcome !== 'refused') epoch = appended.position.epoch;
        return epoch;
      },
      { timeout: 10_000 },
    )
    .not.toBe('');
  return epoch;
}

describe('a Redis that goes away', () => {
  test('and comes back with everything: those who listen are told, and hear everything after', async () => {
    const server = await start({ appendonly: true, args: ['--appendfsync', 'always'] });
    const streams = open(server.url);
    const room = 'lobby' as RoomId;
    const ear = new Ear();
    await streams.log.follow(room, ear.listener);
    const epoch = await insist(streams, room, 'one');
    await expect.poll(() => ear.offsets).toEqual([1]);

    await server.kill();
    await server.restart();
    const later = [await insist(streams, room, 'two'), await insist(streams, room, 'three')];

    await expect.poll(() => ear.offsets, { timeout: 5_000 }).toEqual([1, 2, 3]);
    expect(ear.losses).toBe(1);
    expect(later).toEqual([epoch, epoch]);
    expect(streams.tally.of('breakwater_log_rollbacks_total')).toBeUndefined();
    expect(streams.tally.of('breakwater_log_errors_total tail')).toBeGreaterThan(0);
    await streams.check();
  });

  test('and comes back empty is a new beginning in another epoch', async () => {
    const server = await start();
    const streams = open(server.url);
    const room = 'lobby' as RoomId;
    const ear = new Ear();
    await streams.log.follow(room, ear.listener);
    const epoch = await insist(streams, room, 'before');
    await expect.poll(() => ear.offsets).toEqual([1]);

    await server.kill();
    await server.restart();
    await expect.poll(() => ear.losses, { timeout: 5_000 }).toBeGreaterThan(0);
    const after = await insist(streams, room, 'after');

    expect(after).not.toBe(epoch);
    await expect.poll(() => ear.batches.map((batch) => batch.epoch)).toEqual([epoch, after]);
    expect(ear.offsets).toEqual([1, 1]);
  });

  test('and comes back as it was before the newest messages: another epoch, counted and told to both processes', async () => {
    const server = await start();
    const prefix = fresh('bw');
    const [one, other] = [open(server.url, prefix), open(server.url, prefix)];
    const room = 'lobby' as RoomId;
    const ears = [new Ear(), new Ear()];
    await one.log.follow(room, ears[0]!.listener);
    await other.log.follow(room, ears[1]!.listener);
    const epoch = await insist(one, room, 'kept');
    await ask(server.url, 'SAVE');
    await insist(one, room, 'lost');
    for (const ear of ears) await expect.poll(() => ear.offsets).toEqual([1, 2]);

    await server.kill();
    await server.restart();
    for (const ear of ears) await expect.poll(() => ear.losses, { timeout: 5_000 }).toBeGreaterThan(0);

    for (const { tally } of [one, other]) {
      await expect.poll(() => tally.of('breakwater_log_rollbacks_total'), { timeout: 5_000 }).toBe(1);
    }
    const after = await insist(other, room, 'in place of the lost one');
    expect(after).not.toBe(epoch);
    const slice = await one.log.read(room, { after: { epoch, offset: 2 }, limit: 10 });
    expect(slice).toMatchObject({ epoch: after, head: 2, gap: { reason: 'epoch' } });
    for (const ear of ears)
      await expect.poll(() => ear.batches.at(-1)).toMatchObject({ epoch: after, entries: [{ offset: 2 }] });
  });

  test.each([
    ['with lower ids', 0],
    ['with higher ids, because somebody wrote to it first', 3],
  ])(
    'and is replaced by a replica that lacks the newest message, %s',
    async (_, written) => {
      const primary = await start({ args: ['--repl-diskless-sync-delay', '0'] });
      const replica = await start({ args: ['--replicaof', '127.0.0.1', String(primary.port)] });
      const prefix = fresh('bw');
      const streams = open(primary.url, prefix);
      const room = 'lobby' as RoomId;
      const ear = new Ear();
      await streams.log.follow(room, ear.listener);
      const epoch = await insist(streams, room, 'replicated');
      await expect
        .poll(async () => String(await ask(replica.url, 'KEYS', '*')), { timeout: 10_000 })
        .toContain('log:lobby');
      await ask(replica.url, 'REPLICAOF', 'NO', 'ONE');
      await insist(streams, room, 'not replicated');
      await expect.poll(() => ear.offsets).toEqual([1, 2]);

      const early = open(replica.url, prefix);
      for (let count = 0; count < written; count++) await insist(early, room, 'by somebody else');
      await primary.kill();
      await ask(replica.url, 'CONFIG', 'SET', 'port', String(primary.port));

      await expect.poll(() => streams.tally.of('breakwater_log_rollbacks_total'), { timeout: 10_000 }).toBe(1);
      const after = await insist(streams, room, 'after');
      expect(after).not.toBe(epoch);
      await expect.poll(() => ear.batches.at(-1)).toMatchObject({ epoch: after, entries: [{ offset: 2 + written }] });
      expect(ear.losses).toBeGreaterThan(0);
    },
    30_000,
  );
});
