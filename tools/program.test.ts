import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sayMissing } from './needs.ts';
import { findProgram, type Program } from './program.ts';

let folder: string;
const program: Program = {
  names: ['first-name', 'second-name'],
  variable: 'THE_PROGRAM',
  folders: [],
  debian: 'the-package',
  purpose: 'for this test',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-program-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function makeProgram(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

test('a program is found in PATH by any of its names, and what cannot be executed is none', () => {
  makeProgram('first-name', 0o644);
  const path = makeProgram('second-name');

  expect(findProgram(program, { PATH: folder })).toBe(path);
});

test('the variable goes before PATH, and one that names nothing hides nothing', () => {
  const path = makeProgram('first-name');
  const named = makeProgram('somewhere-else');

  expect(findProgram(program, { PATH: folder, THE_PROGRAM: named })).toBe(named);
  expect(findProgram(program, { PATH: folder, THE_PROGRAM: join(folder, 'gone') })).toBe(path);
});

test('a program that is nowhere is said with what to do', () => {
  expect(findProgram(program, { PATH: folder })).toBeUndefined();
  expect(sayMissing([program], 'this user is not root')).toBe(
    'first-name is needed for this test\n' +
      'It could not be installed: this user is not root\n' +
      'Install it ("apt-get install the-package"), or say in THE_PROGRAM where it is',
  );
});
