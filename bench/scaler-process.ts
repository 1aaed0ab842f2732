import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A program of this house that runs beside the benchmark, and what it wrote of itself. */
export interface Running {
  readonly pid: number;
  /** What a pattern finds in the first line that it fits. @throws Error when the program ends before */
  find(pattern: RegExp): Promise<string>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

const ROOT = `${import.meta.dirname}/..`;

/** Starts a file with Node. It ends with the benchmark, however that ends. */
export function startProgram(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const said: string[] = [];
  let over = false;
  let look = () => {};
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      process.off('exit', endWithUs);
      look();
      resolve();
    };
    for (const event of ['exit', 'error']) child.once(event, end);
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      look();
    });
  }
  return {
    pid: child.pid ?? 0,
    find: async (pattern) => {
      for (;;) {
        const found = said.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
        if (found !== undefined) return found;
        if (over) throw new Error(`"${args.join(' ')}" ended early: ${said.slice(-5).join(' | ')}`);
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The most memory that a process had at one time, in bytes; null where the system does not tell (only Linux does). */
export function peakMemory(pid: number): number | null {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? null : Number(found) * 1024;
  } catch {
    return null;
  }
}
