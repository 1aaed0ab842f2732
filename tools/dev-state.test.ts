import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDevState } from './dev-state.ts';

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'breakwater-state-'));
});

afterEach(() => {
  rmSync(base, { recursive: true });
});

test('the second one beside the first gets a folder of its own, and the same secret', () => {
  const first = openDevState(base);
  const second = openDevState(base);

  expect(second.folder).not.toBe(first.folder);
  expect(second.secret).toBe(first.secret);
  expect(Buffer.byteLength(first.secret)).toBeGreaterThanOrEqual(32);
  expect(statSync(join(base, 'secret')).mode & 0o077).toBe(0);
});

test('the next one after the first gets the same folder', () => {
  const first = openDevState(base);
  first.close();

  expect(openDevState(base).folder).toBe(first.folder);
});

test('a folder whose owner was killed is taken over', () => {
  const { folder } = openDevState(base);
  const nobody = 2 ** 22 + 1;
  writeFileSync(join(folder, 'pid'), String(nobody));

  expect(openDevState(base).folder).toBe(folder);
  expect(readFileSync(join(folder, 'pid'), 'utf8')).toBe(String(process.pid));
});

test('a folder where nothing can be written is told with the option that names another', () => {
  const file = join(base, 'file');
  writeFileSync(file, '');

  expect(() => openDevState(join(file, 'state'))).toThrow('(ENOTDIR): name a folder of yours with --state');
});
