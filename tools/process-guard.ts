import { type ChildProcess, spawn } from 'node:child_process';

/** Reads lines of process groups; when the pipe breaks, kills those of the last line. */
const SCRIPT = `
while read -r line; do groups=$line; done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * Ends process groups when this process is gone, even when it was killed and could say nothing: a shell waits at a pipe
 * that breaks with us.
 */
export class ProcessGuard {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
    this.#shell.unref();
  }

  /** From now on exactly these groups end with us. */
  watch(groups: ReadonlyArray<number | undefined>): void {
    this.#shell.stdin?.write(`${groups.filter((group) => group !== undefined).join(' ')}\n`);
  }

  /** Ends the guard; what it watches lives on. */
  async close(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.pid === undefined) return;
    const ended = new Promise((resolve) => this.#shell.once('exit', resolve));
    this.watch([]);
    this.#shell.stdin?.end();
    await ended;
  }
}
