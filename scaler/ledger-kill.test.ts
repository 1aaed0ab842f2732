import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer, within } from '#conformance';
import type { Ledger, LedgerRow } from './ledger.ts';
import { LedgerChained } from './ledger-chained.ts';
import { RowKeeperRedis } from './row-keeper-redis.ts';
import { RowKeeperSqlite } from './row-keeper-sqlite.ts';

const QUIET = { log() {} };
/** How many are acknowledged before the writer is killed; each time in the middle of something else. */
const KILL_AFTER = [1, 40, 333];

let folder: string;
let server: RedisServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaler-kill-'));
  server = await startRedisServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes without end, a few at once, and says the id of each row as soon as it is acknowledged. */
const writer = (keeper: string) => `
  import { writeSync } from 'node:fs';
  import { LedgerChained } from './ledger-chained.ts';
  ${keeper}
  const ledger = new LedgerChained(keeper, { log() {} });
  const write = async (lane) => {
    for (let count = 0; ; count++) {
      const data = { lane, count, filler: 'x'.repeat(3000) };
      const { id } = await ledger.append({ kind: 'decision', at: count, workload: 'shop/chat', data });
      writeSync(1, id + '\\n');
    }
  };
  for (let lane = 0; lane < 5; lane++) write(lane);
`;

/** Runs a writer until it has said so many ids, kills it, and gives all ids that it said. */
async function acknowledgedBefore(keeper: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', writer(keeper)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const ids: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const read = (async () => {
    for await (const line of lines) if (ids.push(line) === count) child.kill('SIGKILL');
  })();
  expect(await within(ended, 'the writer to be killed')).toBe('SIGKILL');
  await read;
  return ids;
}

async function expectAll(ledger: Ledger, ids: readonly string[]): Promise<void> {
  const rows: Array<LedgerRow | undefined> = [];
  for (const id of ids) rows.push(await ledger.find(id));
  expect(rows.filter((row) => row === undefined)).toEqual([]);
  expect(await ledger.verify()).toMatchObject({ ok: true, broken: 0 });
}

test.each(KILL_AFTER)(
  'sqlite: a writer killed after %i rows leaves all that was acknowledged, and one chain',
  async (count) => {
    const file = join(folder, `${count}.db`);
    const keeper = `import { RowKeeperSqlite } from './row-keeper-sqlite.ts';
    const keeper = new RowKeeperSqlite(${JSON.stringify(file)});`;

    const ids = await acknowledgedBefore(keeper, count);

    const ledger = new LedgerChained(new RowKeeperSqlite(file), QUIET);
    expect(ids.length).toBeGreaterThanOrEqual(count);
    await expectAll(ledger, ids);
    await ledger.append({ kind: 'decision', at: 1, workload: null, data: 'it goes on' });
    expect((await ledger.verify()).ok).toBe(true);
    await ledger.close();
  },
);

test.each(KILL_AFTER)(
  'redis: a writer killed after %i rows leaves all that was acknowledged, and one chain',
  async (count) => {
    const keeper = `import { createClient } from 'redis';
    import { RowKeeperRedis } from './row-keeper-redis.ts';
    const redis = createClient({ url: ${JSON.stringify(server.url)} });
    await redis.connect();
    const keeper = new RowKeeperRedis(redis, 'kill-${count}');`;

    const ids = await acknowledgedBefore(keeper, count);

    const redis = createClient({ url: server.url });
    await redis.connect();
    const ledger = new LedgerChained(new RowKeeperRedis(redis, `kill-${count}`), QUIET);
    expect(ids.length).toBeGreaterThanOrEqual(count);
    await expectAll(ledger, ids);
    await ledger.append({ kind: 'decision', at: 1, workload: null, data: 'it goes on' });
    expect((await ledger.verify()).ok).toBe(true);
    redis.destroy();
  },
);
