import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-alive.ts';
import { ROOT } from './source-files.ts';

const READY_MS = 90_000;

/** A running `npm run dev`, as a test sees it. */
export interface Dev {
  readonly process: ChildProcess;
  /** Addresses by name: edge, pod-1, pod-2. */
  readonly urls: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  /** What was written until it was ready. */
  readonly greeting: readonly string[];
  /** Waits for a line that matches. */
  line(pattern: RegExp): Promise<string>;
  press(key: string): void;
  /** Every process below it, as of now. */
  descendants(): number[];
  /** Waits for its end; its exit code. */
  ended(): Promise<number | null>;
}

/** Starts it as a person would, but for the keyboard, which is a pipe. Resolves when it says that it is ready. */
export async function startDev(state: string, ...args: readonly string[]): Promise<Dev> {
  const child = spawn(process.execPath, ['tools/dev.ts', '--state', state, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', LOG: 'pretty' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        child.off('exit', gone);
        settle();
      };
      const fail = (why: string) => end(() => reject(new Error(`${why} ${pattern}:\n${lines.join('\n')}`)));
      const gone = () => setTimeout(fail, 100, 'It ended before');
      const look = () => {
        const found = lines.find((text) => pattern.test(text));
        if (found !== undefined) end(() => resolve(found));
      };
      const timer = setTimeout(fail, READY_MS, 'In time there was no');
      waiting.add(look);
      child.once('exit', gone);
      look();
    });
  await line(/quits?\b/);
  const greeting = [...lines];
  const urls: Record<string, string> = {};
  for (const text of greeting) {
    const [, name, url] = /^ {2}(edge|pod-\d) +(http\S+)/.exec(text) ?? [];
    if (name && url) urls[name] = url;
  }
  return {
    process: child,
    urls,
    lines,
    greeting,
    line,
    press: (key) => child.stdin.write(key),
    descendants: () => descendantsOf(child.pid ?? 0),
    async ended() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

/** Waits until none of these processes runs. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 200 && pids.some(isAlive); tries++) await sleep(25);
  const left = pids.filter(isAlive);
  if (left.length > 0) throw new Error(`Still running: ${left.map(commandOf).join('; ')}`);
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]));
    } catch {
      // It ended while we looked.
    }
  }
  const below = (parent: number): number[] => {
    return [...parents].filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  };
  return below(pid);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 120);
  } catch {
    return String(pid);
  }
}
