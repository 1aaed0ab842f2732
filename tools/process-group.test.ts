import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isAlive } from './process-alive.ts';
import { ProcessGroup } from './process-group.ts';
import { ROOT } from './source-files.ts';

const node = (script: string) => ({ name: 'test', command: process.execPath, args: ['-e', script], env: {} });

async function untilGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 200 && isAlive(pid); tries++) await sleep(25);
  expect(isAlive(pid)).toBe(false);
}

/** A program that starts another, says its pid, and listens to nothing. */
const STUBBORN_PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  process.on('SIGTERM', () => process.exit(0));
  console.log(child.pid);
  setInterval(() => {}, 1000);
`;

test('stopping a group ends what its program started too', async () => {
  const { promise: told, resolve: tell } = Promise.withResolvers<number>();
  const group = new ProcessGroup(node(STUBBORN_PARENT), ROOT, (line) => tell(Number(line)));
  const grandchild = await told;

  await group.stop();

  expect(group.alive).toBe(false);
  await untilGone(grandchild);
});

test('a program that ends by itself leaves its code and its last lines', async () => {
  const group = new ProcessGroup(node('console.log("one"); console.error("two"); process.exit(3)'), ROOT, () => {});

  const ending = await group.ended;

  expect(ending).toEqual({ code: 3, signal: null });
  expect([...group.lastLines].sort()).toEqual(['one', 'two']);
});

test('a program that is not there ends with a line that says so', async () => {
  const group = new ProcessGroup({ name: 'x', command: '/nowhere/program', args: [], env: {} }, ROOT, () => {});

  expect(await group.ended).toEqual({ code: null, signal: null });
  expect(group.lastLines.join()).toContain('ENOENT');
});

test('a guard ends the groups of a process that was killed', async () => {
  const script = `
    import { ProcessGroup } from './tools/process-group.ts';
    import { ProcessGuard } from './tools/process-guard.ts';
    const plan = { name: 'x', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], env: {} };
    const group = new ProcessGroup(plan, '.', () => {});
    new ProcessGuard().watch([group.pid]);
    console.log(group.pid);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });
  const [line] = await once(createInterface({ input: owner.stdout }), 'line');
  const child = Number(line);
  expect(isAlive(child)).toBe(true);

  owner.kill('SIGKILL');

  await untilGone(child);
});
