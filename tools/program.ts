import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of the machine that some part of the house needs, and where it may be. */
export interface Program {
  /** Names that it has, the preferred one first. */
  readonly names: readonly string[];
  /** The environment name that says where it is, before anything else is looked at. */
  readonly variable: string;
  /** Folders that are looked in after PATH. */
  readonly folders: readonly string[];
  /** Debian's package. */
  readonly debian: string;
  /** What it is needed for, as the end of "… is needed". */
  readonly purpose: string;
  /** Where it cannot be had, what needs it is left out and says so. */
  readonly optional?: true;
}

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/usr/sbin', '/opt/homebrew/bin', '/snap/bin'];

export const PROGRAMS = {
  redis: {
    names: ['redis-server'],
    variable: 'REDIS_SERVER',
    folders: FOLDERS,
    debian: 'redis-server',
    purpose: 'to run the tests of everything that shares rooms',
  },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    variable: 'CHROMIUM',
    folders: [...FOLDERS, '/usr/lib/chromium', '/Applications/Google Chrome.app/Contents/MacOS'],
    debian: 'chromium',
    purpose: 'to run the tests of the page',
  },
  prometheus: {
    names: ['prometheus'],
    variable: 'PROMETHEUS',
    folders: FOLDERS,
    debian: 'prometheus',
    purpose: 'to run the tests of the scaler beside a real one',
  },
  promtool: {
    names: ['promtool'],
    variable: 'PROMTOOL',
    folders: FOLDERS,
    debian: 'prometheus',
    purpose: 'to check rules and to give Prometheus a past',
  },
  kubectl: {
    names: ['kubectl'],
    variable: 'KUBECTL',
    folders: FOLDERS,
    debian: 'kubernetes-client',
    purpose: 'to check the manifests of a cluster',
    optional: true,
  },
} as const satisfies Record<string, Program>;

/** Where a program is; `undefined` when it is nowhere. A variable that names no program hides nothing. */
export function findProgram(
  program: Program,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = env[program.variable];
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...program.folders];
  const candidates = folders.flatMap((folder) => program.names.map((name) => join(folder, name)));
  return [...(named ? [named] : []), ...candidates].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
