import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BenchResult } from './forecast.ts';
import type { Question } from './forecast-questions.ts';

const PROGRAM = fileURLToPath(new URL('./forecast.ts', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const rows = Array.from({ length: 24 * 20 }, (_, hour) => `${new Date(hour * 3_600_000).toISOString()},${hour}`);
  writeFileSync(join(folder, 'web.csv'), `timestamp,value\n${rows.join('\n')}\n`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: readonly string[]) => {
  return spawnSync(process.execPath, [PROGRAM, '--data', folder, ...args], { encoding: 'utf8' });
};

function ask(): Question[] {
  const file = join(folder, 'questions.jsonl');
  bench('--questions', file);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Question);
}

test('what another answers to the questions stands in the tables beside ours', () => {
  const answers = ask().map(({ id, values, horizon, quantiles }, index) => {
    const day = values.slice(-horizon).map((value) => (value ?? 0) + 24);
    const told = { id, mean: day, quantiles: Object.fromEntries(quantiles.map((level) => [level, day])) };
    return JSON.stringify(index === 0 ? { id, error: 'tired' } : told);
  });
  const file = join(folder, 'answers.jsonl');
  writeFileSync(file, answers.join('\n'));

  const { stdout } = bench('--no-speed', '--json', '--models', 'last-value', '--answers', `other=${file}`);

  const { accuracy = [] } = JSON.parse(stdout) as BenchResult;
  expect([...new Set(accuracy.map(({ model }) => model))]).toEqual(['last-value', 'other']);
  expect(accuracy.find(({ model }) => model === 'other')).toMatchObject({ mase: 1 / 8, fallbacks: 1, ms: null });
});

test('answers that do not fit end the run before anything is measured', () => {
  const file = join(folder, 'answers.jsonl');
  writeFileSync(file, '{"id":"elsewhere/0","mean":[1]}');

  const { status, stderr } = bench('--no-speed', '--answers', `other=${file}`);

  expect(status).toBe(1);
  expect(stderr).toContain(`Cannot measure: ${file} line 1 answers "elsewhere/0", which was not asked`);
});
