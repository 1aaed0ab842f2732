import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { FanoutResult } from './fanout.ts';

test('a quick run measures a pod beside raw ws, loses nothing, and ends with one object', {
  timeout: 120_000,
}, async () => {
  const args = ['bench/fanout.ts', '--quick', '--peers', 'ws,breakwater', '--sharing', 'redis', '--json'];

  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: `${import.meta.dirname}/..` });

  const { sections } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as FanoutResult;
  const [section] = sections;
  expect(section?.figures.map(({ name, lost, refused, failed }) => ({ name, lost, refused, failed }))).toEqual(
    ['ws', 'breakwater'].map((name) => ({ name, lost: 0, refused: 0, failed: 0 })),
  );
  for (const { loads } of section?.figures ?? []) for (const { delivered } of loads) expect(delivered).toBe(1);
  expect(section?.ratios.map(({ theirs }) => theirs)).toEqual(['ws']);
});
