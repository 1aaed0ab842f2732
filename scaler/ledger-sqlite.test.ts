import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { LedgerChained } from './ledger-chained.ts';
import { LEDGER_PROMISES, type LedgerTrial } from './ledger-suite.ts';
import { RowKeeperSqlite } from './row-keeper-sqlite.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function trial(): LedgerTrial & { readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'scaler-ledger-'));
  folders.push(folder);
  const file = join(folder, 'ledger.db');
  const warned: string[] = [];
  const open = () =>
    new LedgerChained(new RowKeeperSqlite(file), { log: (_level, _event, fields) => warned.push(String(fields?.id)) });
  return { file, ledger: open(), warned, again: async () => open(), spoil: async (...how) => spoil(file, ...how) };
}

function spoil(file: string, sequence: number, how: 'change' | 'remove'): void {
  const database = new DatabaseSync(file);
  database.exec('DROP TRIGGER ledger_is_not_changed; DROP TRIGGER ledger_is_forgotten_from_the_oldest');
  const change = `UPDATE ledger SET body = replace(body, '"at"', '"An"') WHERE sequence = ?`;
  database.prepare(how === 'change' ? change : 'DELETE FROM ledger WHERE sequence = ?').run(sequence);
  database.close();
  // The ledger puts the triggers back.
  new RowKeeperSqlite(file).close();
}

for (const promise of LEDGER_PROMISES) test(`sqlite: ${promise.name}`, () => promise.try(trial()));

test('sqlite: no program changes a row or takes one out of the middle', async () => {
  const { ledger, file } = trial();
  await ledger.append({ kind: 'decision', at: 1, workload: null, data: 1 });

  const other = new DatabaseSync(file);
  expect(() => other.exec("UPDATE ledger SET body = ''")).toThrow('Rows of the ledger are never changed');
  expect(() => other.exec('DELETE FROM ledger')).toThrow('Rows of the ledger are forgotten from the oldest on');
  other.close();

  expect((await ledger.verify()).ok).toBe(true);
  await ledger.close();
});

test('sqlite: a row that somebody else put there is told of, and the ledger goes on behind it', async () => {
  const { ledger, file, warned } = trial();
  await ledger.append({ kind: 'decision', at: 1, workload: null, data: 1 });
  const other = new DatabaseSync(file);
  other.exec("INSERT INTO ledger VALUES (7, 'zzz', 'decision', NULL, '{', '', '')");
  other.close();

  const row = await ledger.append({ kind: 'decision', at: 2, workload: null, data: 2 });

  expect(row.sequence).toBe(8);
  expect((await ledger.read({ limit: 9 })).map(({ data }) => data)).toEqual([2, 1]);
  expect(warned).toEqual(['zzz']);
  expect(await ledger.verify()).toMatchObject({ ok: false, brokenAt: 'zzz' });
  await ledger.close();
});

test('sqlite: a file that is something else is refused and left as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scaler-ledger-'));
  folders.push(folder);

  expect(() => new RowKeeperSqlite(folder)).toThrow();
});
