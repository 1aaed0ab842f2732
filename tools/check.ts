import { spawn } from 'node:child_process';
import { ROOT } from './source-files.ts';

/** How long one check may take, in milliseconds. */
const PATIENCE_MS = 120_000;

/** Everything that must hold of the sources, each a command of its own: name and arguments. */
const CHECKS: ReadonlyArray<readonly [name: string, ...command: string[]]> = [
  ['format and lint', 'node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'],
  ['compiler', 'node_modules/typescript/bin/tsc', '-b'],
  ['unused', 'node_modules/knip/bin/knip.js', '--no-progress'],
  ['house', 'tools/house.ts'],
  ['examples', 'tools/examples.ts'],
  ['documents', 'tools/docs.ts', '--check'],
  ['lock file', 'tools/lockfile.ts'],
];

interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly ok: boolean;
  readonly output: string;
}

function runCheck(name: string, command: readonly string[]): Promise<Outcome> {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const end = (ok: boolean, more = '') => {
      resolve({ name, ok, output: (output + more).trim(), seconds: (Date.now() - startedAt) / 1000 });
    };
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code, signal) => end(code === 0, signal ? `It was ended by ${signal}` : ''));
  });
}

/** Runs the checks, two at a time; says each when it is done, and all of what those said that failed. */
async function main(): Promise<void> {
  const waiting = [...CHECKS];
  const failed: Outcome[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, ...command] = next;
      const outcome = await runCheck(name, command);
      process.stdout.write(`${outcome.ok ? 'ok    ' : 'FAILED'} ${name} (${outcome.seconds.toFixed(1)} s)\n`);
      if (!outcome.ok) failed.push(outcome);
    }
  };
  await Promise.all([work(), work()]);
  for (const { name, output } of failed) process.stderr.write(`\n── ${name}\n${output}\n`);
  if (failed.length === 0) return;
  process.stderr.write(`\nFailed: ${failed.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 1;
}

await main();
