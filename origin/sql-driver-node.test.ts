import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlDriverNode } from './sql-driver-node.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-sql-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('rows are read back by column, also by another process after a restart', () => {
  const first = openSqlDriverNode(join(folder, 'made', 'deep'), 'pod');
  first.rows('CREATE TABLE words (at INTEGER, text TEXT)');
  first.rows('INSERT INTO words VALUES (?, ?)', 1, 'one');
  first.rows('INSERT INTO words VALUES (?, ?)', 2, null);
  first.close();

  const second = openSqlDriverNode(join(folder, 'made', 'deep'), 'pod');
  const rows = second.rows('SELECT at, text FROM words WHERE at >= ? ORDER BY at', 1);
  second.close();

  expect(rows.map((row) => ({ ...row }))).toEqual([
    { at: 1, text: 'one' },
    { at: 2, text: null },
  ]);
});

test('a task that throws leaves nothing behind, and the next one works', () => {
  const driver = openSqlDriverNode(folder, 'pod');
  driver.rows('CREATE TABLE words (text TEXT)');

  const broken = () =>
    driver.atomic(() => {
      driver.rows('INSERT INTO words VALUES (?)', 'half');
      throw new Error('The second half failed');
    });
  expect(broken).toThrow('The second half failed');
  const answer = driver.atomic(() => driver.rows('INSERT INTO words VALUES (?) RETURNING text', 'whole')[0]?.text);

  expect(answer).toBe('whole');
  expect(driver.rows('SELECT text FROM words').map((row) => row.text)).toEqual(['whole']);
  driver.close();
});

test('an append waits for the disk, and readers do not wait for it', () => {
  const driver = openSqlDriverNode(folder, 'pod');

  expect(driver.rows('PRAGMA journal_mode')[0]?.journal_mode).toBe('wal');
  expect(driver.rows('PRAGMA synchronous')[0]?.synchronous).toBe(2);
  driver.close();
});

test('a second pod on one file is told so, and what to do', () => {
  const first = openSqlDriverNode(folder, 'pod');

  expect(() => openSqlDriverNode(folder, 'pod')).toThrow(
    /^Cannot start: The database ".*pod\.db" cannot be opened, another process has it open: give this one another PLACE/,
  );
  first.close();
});

test('a folder or a file that is something else is told with its name', () => {
  writeFileSync(join(folder, 'file'), 'not a folder');
  writeFileSync(join(folder, 'pod.db'), 'not a database, and long enough to have a header that is wrong. '.repeat(20));
  chmodSync(join(folder, 'file'), 0o600);

  expect(() => openSqlDriverNode(join(folder, 'file'), 'pod')).toThrow(
    /Cannot start: DATA_DIR ".*file" cannot be made/,
  );
  expect(() => openSqlDriverNode(folder, 'pod')).toThrow(/pod\.db" cannot be opened, file is not a database/);
});
