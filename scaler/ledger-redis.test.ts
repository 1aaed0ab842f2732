import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '#conformance';
import { LedgerChained } from './ledger-chained.ts';
import { LEDGER_PROMISES, type LedgerTrial } from './ledger-suite.ts';
import { RowKeeperRedis } from './row-keeper-redis.ts';

let server: RedisServer;
let redis: ReturnType<typeof newClient>;
let prefixes = 0;

const newClient = (url: string) => createClient({ url, disableOfflineQueue: true }).on('error', () => {});

beforeAll(async () => {
  server = await startRedisServer({ appendonly: true, args: ['--appendfsync', 'always'] });
  redis = newClient(server.url);
  await redis.connect();
});
afterAll(async () => {
  redis.destroy();
  await server.stop();
});

function trial(): LedgerTrial & { readonly prefix: string } {
  const prefix = `test-${++prefixes}`;
  const warned: string[] = [];
  const open = () => {
    return new LedgerChained(new RowKeeperRedis(redis, prefix), {
      log: (_level, _event, fields) => warned.push(String(fields?.id)),
    });
  };
  return { prefix, ledger: open(), warned, again: async () => open(), spoil: (...how) => spoil(prefix, ...how) };
}

/** A stream takes nothing back into its middle: it is written anew. */
async function spoil(prefix: string, sequence: number, how: 'change' | 'remove'): Promise<void> {
  const key = `{${prefix}:ledger}:rows`;
  const rows = (await redis.xRange(key, '-', '+')) ?? [];
  if (how === 'remove') {
    await redis.xDel(key, `${sequence}-0`);
    return;
  }
  await redis.del(key);
  for (const { id, message } of rows) {
    const body = id === `${sequence}-0` ? message.body?.replace('"at"', '"An"') : message.body;
    await redis.xAdd(key, id, { ...message, body: body ?? '' });
  }
}

for (const promise of LEDGER_PROMISES) test(`redis: ${promise.name}`, () => promise.try(trial()));

test('redis: a row that somebody else put there is told of, and the ledger goes on behind it', async () => {
  const { ledger, prefix } = trial();
  await ledger.append({ kind: 'decision', at: 1, workload: null, data: 1 });
  await redis.xAdd(`{${prefix}:ledger}:rows`, '7-3', { hello: 'there' });

  const row = await ledger.append({ kind: 'decision', at: 2, workload: null, data: 2 });

  expect(row.sequence).toBe(8);
  expect((await ledger.read({ limit: 9 })).map(({ data }) => data)).toEqual([2, 1]);
  expect(await ledger.verify()).toMatchObject({ ok: false, rows: 3 });
});

test('redis: keys are gone with the rows that they were for', async () => {
  const { ledger, prefix } = trial();
  for (let at = 0; at < 5; at++) await ledger.append({ kind: 'event', at, workload: `shop/w${at}`, data: at });

  await ledger.prune(100);

  const left = await redis.keys(`{${prefix}:ledger}:*`);
  expect(left.sort()).toEqual([`{${prefix}:ledger}:anchor`, `{${prefix}:ledger}:head`, `{${prefix}:ledger}:rows`]);
});

test('redis: while it is away everything is refused, and afterwards all that was acknowledged is there', async () => {
  const { ledger } = trial();
  const kept = await ledger.append({ kind: 'decision', at: 1, workload: null, data: 'kept' });

  await server.kill();
  const refused = ledger.append({ kind: 'decision', at: 2, workload: null, data: 'refused' });
  await expect(refused).rejects.toMatchObject({ code: 'ledger-unavailable' });
  await expect(ledger.read({ limit: 1 })).rejects.toMatchObject({ code: 'ledger-unavailable' });
  await server.restart();
  await expect.poll(() => redis.isReady).toBe(true);

  expect((await ledger.find(kept.id))?.data).toBe('kept');
  await ledger.append({ kind: 'decision', at: 3, workload: null, data: 'next' });
  expect((await ledger.verify()).ok).toBe(true);
});
