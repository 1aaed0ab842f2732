import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPageFresh } from './page-fresh.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'breakwater-page-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Writes a file as if at that second; its folders become as old. */
function write(path: string, atSeconds: number): void {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, '');
  for (const one of [whole, dirname(whole)]) utimesSync(one, atSeconds, atSeconds);
}

function writeSources(): void {
  for (const path of ['web/main.tsx', 'client/index.ts', 'chat/index.ts', 'package-lock.json']) write(path, 100);
}

test('a page that was built after everything that it is made of is fresh', () => {
  writeSources();
  write('web/dist/index.html', 200);
  utimesSync(join(root, 'web'), 100, 100);

  expect(isPageFresh(root)).toBe(true);
});

test('a page is stale when one of its sources is newer, and when it was never built', () => {
  writeSources();
  expect(isPageFresh(root)).toBe(false);

  write('web/dist/index.html', 200);
  write('chat/index.ts', 300);
  utimesSync(join(root, 'web'), 100, 100);

  expect(isPageFresh(root)).toBe(false);
});
