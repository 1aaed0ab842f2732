import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive } from './process-alive.ts';

/** How many may run beside each other in one checkout. */
const MOST = 20;

/** The folder of one running `npm run dev`: nobody else has it until `close`. */
export interface DevState {
  readonly folder: string;
  /** The shared secret of tokens: made once, so that a page that is open stays signed in over a restart. */
  readonly secret: string;
  close(): void;
}

/**
 * Takes the first folder (`.dev/1`, `.dev/2` …) that no other process has, so that two of us never write to the same
 * files, and what was kept is found again by the next.
 *
 * @throws Error when all are taken, or nothing can be written there
 */
export function openDevState(base: string): DevState {
  try {
    return takeFolder(base);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`Nothing can be kept in "${base}" (${code}): name a folder of yours with --state`, {
      cause: error,
    });
  }
}

function takeFolder(base: string): DevState {
  for (let number = 1; number <= MOST; number++) {
    const folder = resolve(base, String(number));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = join(folder, 'pid');
    if (!takeLock(lock)) continue;
    for (const part of ['pods', 'edge', 'redis', 'wrangler']) mkdirSync(join(folder, part), { recursive: true });
    return { folder, secret: readSecret(join(resolve(base), 'secret')), close: () => rmSync(lock, { force: true }) };
  }
  throw new Error(`All ${MOST} folders in "${base}" are in use: stop one of the others`);
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(readFileSync(path, 'utf8'));
  if (owner > 0 && isAlive(owner)) return false;
  writeFileSync(path, String(process.pid));
  return true;
}

function readSecret(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
