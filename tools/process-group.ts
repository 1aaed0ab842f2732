import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const PATIENCE_MS = 8_000;
/** How many of its last lines are kept to explain a death. */
const KEPT_LINES = 12;
/** How long after the end its last lines are waited for: what it started may hold the pipe open, in milliseconds. */
const DRAIN_MS = 500;

export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A program and everything that it starts, in a process group of its own: a signal to the group reaches all of them,
 * and a Ctrl-C in the terminal reaches none of them behind our back.
 */
export class ProcessGroup {
  readonly name: string;
  /** Resolves when the program has ended and its last lines are here; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  #ending: Ending | undefined;

  constructor(plan: ProcessPlan, cwd: string, onLine: (line: string) => void) {
    this.name = plan.name;
    const env = { ...process.env, ...plan.env };
    this.#child = spawn(plan.command, plan.args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const take = (line: string) => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
      onLine(line);
    };
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', take);
    }
    this.ended = new Promise((resolve) => {
      const end = (ending: Ending) => {
        this.#ending ??= ending;
        this.#child.once('close', () => resolve(ending));
        setTimeout(() => resolve(ending), DRAIN_MS);
      };
      this.#child.once('exit', (code, signal) => end({ code, signal }));
      this.#child.once('error', (error) => {
        take(error.message);
        end({ code: null, signal: null });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#ending === undefined;
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Sends a signal to the whole group. A group that is gone already is no fault. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // ESRCH: nobody of the group is left, which is what a signal is for.
    }
  }

  /** Asks the group to end, insists after a while, and resolves when it has. What it started ends with it. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const insist = setTimeout(() => this.signal('SIGKILL'), PATIENCE_MS);
    await this.ended;
    clearTimeout(insist);
    this.signal('SIGKILL');
  }
}
