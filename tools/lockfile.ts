import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

type Dependencies = Readonly<Record<string, string>>;

export interface Manifest {
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Manifest & { resolved?: string; integrity?: string; link?: boolean }>>;
}

/** What makes a lock file not worth its name: it must pin what package.json asks for, with hashes, from one place. */
export function lockfileFaults(manifest: Manifest, lock: Lockfile): string[] {
  const faults: string[] = [];
  if (lock.lockfileVersion !== 3) faults.push(`Its version is ${lock.lockfileVersion}, must be 3`);
  for (const kind of ['dependencies', 'devDependencies'] as const) {
    const wanted = manifest[kind] ?? {};
    const locked = lock.packages['']?.[kind] ?? {};
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(locked)])) {
      if (wanted[name] === locked[name]) continue;
      faults.push(`${name} is "${wanted[name] ?? ''}" in package.json and "${locked[name] ?? ''}" in the lock file`);
    }
  }
  const hosts = new Set<string>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link) continue;
    // Without an address npm asks the registry that it is configured with; the hash holds either way.
    const url = entry.resolved === undefined ? undefined : URL.parse(entry.resolved);
    if (url?.protocol === 'https:') hosts.add(url.host);
    else if (url !== undefined) faults.push(`${path} does not come over https`);
    if (!entry.integrity?.startsWith('sha512-')) faults.push(`${path} has no sha512 hash`);
    // `npm ci` refuses a lock file without them, also on machines that would not install them.
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!placesOf(path, name).some((place) => lock.packages[place]))
        faults.push(`${name}, which ${path} may use, is not locked`);
    }
  }
  if (hosts.size > 1) faults.push(`Its packages come from ${hosts.size} places, must come from one`);
  return faults;
}

/** Where Node looks for a package that the one at `path` asks for, from the inside out. */
function placesOf(path: string, name: string): string[] {
  const parts = `/${path}`.split('/node_modules/').slice(1);
  return parts.concat('').map((_part, depth) => {
    return [...parts.slice(0, parts.length - depth), name].map((part) => `node_modules/${part}`).join('/');
  });
}

if (import.meta.main) {
  const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
  const lock = read('package-lock.json') as Lockfile;
  const faults = lockfileFaults(read('package.json') as Manifest, lock);
  for (const fault of faults) process.stderr.write(`package-lock.json ${fault}\n`);
  process.stdout.write(`${Object.keys(lock.packages).length - 1} packages, ${faults.length} faults\n`);
  if (faults.length > 0) process.exitCode = 1;
}
