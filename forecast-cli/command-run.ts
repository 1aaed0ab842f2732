import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a command said and how it ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface CommandRun {
  write(text: string): void;
  endInput(): void;
  signal(name: NodeJS.Signals): void;
  /** Waits until stdout or stderr holds this. */
  said(pattern: RegExp): Promise<void>;
  /** Reads no more of stdout. */
  hangUp(): void;
  readonly ended: Promise<CommandEnd>;
}

/**
 * Starts a command of this folder as a process of its own.
 *
 * @param terminal whether it shall believe that stderr is a terminal
 */
export function startCommand(
  name: 'forecast' | 'backtest',
  args: readonly string[],
  { cwd = process.cwd(), terminal = false }: { readonly cwd?: string; readonly terminal?: boolean } = {},
): CommandRun {
  const flags = terminal ? ['--import=data:text/javascript,process.stderr.isTTY=true'] : [];
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...flags, file, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  let heard = () => {};
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => {
      said[from] += text;
      heard();
    });
  }
  child.stdin.on('error', () => undefined);
  return {
    write: (text) => child.stdin.write(text),
    endInput: () => child.stdin.end(),
    signal: (signal) => child.kill(signal),
    hangUp: () => child.stdout.destroy(),
    said: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      heard = () => {
        if (pattern.test(said.stdout) || pattern.test(said.stderr)) resolve();
      };
      child.once('close', () => reject(new Error(`It ended and never said ${pattern}: ${said.stdout}${said.stderr}`)));
      heard();
      return promise;
    },
    ended: new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, ...said }));
    }),
  };
}

/** Runs a command to its end. */
export function runCommand(
  name: 'forecast' | 'backtest',
  args: readonly string[],
  { input = '', cwd }: { readonly input?: string; readonly cwd?: string } = {},
): Promise<CommandEnd> {
  const run = startCommand(name, args, cwd === undefined ? {} : { cwd });
  run.write(input);
  run.endInput();
  return run.ended;
}
