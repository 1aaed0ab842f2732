import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SeriesStoreSqlite } from './series-store-sqlite.ts';
import { SERIES_STORE_PROMISES, SUITE_PRUNE_MOST, SUITE_RETENTION } from './series-store-suite.ts';

const ALL = { fromAt: 0, toAt: Number.MAX_SAFE_INTEGER, resolution: 'raw' } as const;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-series-'));
  file = join(folder, 'series.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

for (const promise of SERIES_STORE_PROMISES) {
  test(`sqlite: ${promise.name}`, async () => {
    const open = () => new SeriesStoreSqlite(file, SUITE_RETENTION, SUITE_PRUNE_MOST);
    const store = open();
    await promise.try({ store, again: open });
    await store.close();
  });
}

/** Writes batches of 500 for ever, and says the number of each when it is kept. */
const WRITER = (path: string) => `
  import { SeriesStoreSqlite } from ${JSON.stringify(import.meta.resolve('./series-store-sqlite.ts'))};
  const store = new SeriesStoreSqlite(${JSON.stringify(path)});
  for (let batch = 0; ; batch++) {
    const samples = Array.from({ length: 500 }, (_, index) => ({ at: batch * 500 + index, value: batch }));
    await store.append('shop/chat', 'live', samples);
    process.stdout.write(batch + '\\n');
  }`;

/** How many batches a process said were kept before it was killed. */
function writeUntilKilled(batches: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER(file)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let wrong = '';
  child.stderr.on('data', (part: Buffer) => {
    wrong += part;
  });
  child.stdout.on('data', (part: Buffer) => {
    said += part;
    // In the middle of the next batch, wherever that is.
    if (said.split('\n').length > batches) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve(said.split('\n').length - 1);
      else reject(new Error(wrong));
    });
  });
}

test('a process that is killed in mid-write loses nothing that it said was kept, and leaves no half batch', async () => {
  for (const batches of [3, 20, 41]) {
    rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), 'breakwater-series-'));
    file = join(folder, 'series.db');

    const acknowledged = await writeUntilKilled(batches);

    const store = new SeriesStoreSqlite(file);
    const samples = await store.read('shop/chat', 'live', ALL);
    expect(samples.length).toBeGreaterThanOrEqual(acknowledged * 500);
    expect(samples.length % 500).toBe(0);
    expect(samples.every(({ at, value }) => value === Math.floor(at / 500))).toBe(true);
    await store.append('shop/chat', 'live', [{ at: 1e12, value: 1 }]);
    await store.close();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  }
});

test('a file that is something else, or is not there to be made, is told with its name', () => {
  writeFileSync(file, 'this is no database, but it is long enough to be looked at '.repeat(20));

  expect(() => new SeriesStoreSqlite(file)).toThrow(`"${file}" cannot be opened`);
  expect(() => new SeriesStoreSqlite(join(folder, 'no', 'folder.db'))).toThrow('The series cannot be kept or read');
});

test('a file of a later version is left as it is', async () => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 9');
  database.close();

  expect(() => new SeriesStoreSqlite(file)).toThrow('version 9 wrote it');
});

test('another process may read while this one writes', async () => {
  const writer = new SeriesStoreSqlite(file);
  const reader = new SeriesStoreSqlite(file);

  await writer.append('shop/chat', 'live', [{ at: 1, value: 2 }]);

  expect(await reader.read('shop/chat', 'live', ALL)).toEqual([{ at: 1, value: 2 }]);
  await reader.close();
  await writer.close();
});

test('a closed keeper says so', async () => {
  const store = new SeriesStoreSqlite(file);
  await store.close();
  await store.close();

  await expect(store.append('shop/chat', 'live', [{ at: 1, value: 2 }])).rejects.toMatchObject({ code: 'series' });
});
