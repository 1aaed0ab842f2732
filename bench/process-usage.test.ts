import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { cpuSecondsOf, processTree, residentBytesOf } from './process-usage.ts';

test('a process that works uses time and memory, and its children are found by their name', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); process.stdout.write("up")']);
  try {
    await once(child.stdout, 'data');

    const tree = processTree(process.pid);

    expect(tree).toContain(child.pid);
    expect(residentBytesOf([child.pid ?? 0])).toBeGreaterThan(10_000_000);
    expect(cpuSecondsOf([process.pid])).toBeGreaterThan(0);
    expect(processTree(process.pid, 'no such program')).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test('a process that has ended uses nothing', () => {
  expect(cpuSecondsOf([2 ** 30])).toBe(0);
  expect(residentBytesOf([2 ** 30])).toBe(0);
});
