import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import type { Image } from './image.ts';

const ROOT = join(import.meta.dirname, '..');
const WORKDIR = '/breakwater/';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: true; readonly link?: true }>>;
}

/** Folders of the packages that `npm ci --omit=dev` installs, as the lock file has them. */
export function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const wanted = Object.entries(packages).filter(([path, one]) => path !== '' && one.dev === undefined && !one.link);
  // An optional one may be for another machine.
  return wanted.map(([path]) => path).filter((path) => existsSync(join(ROOT, path)));
}

/** What `.dockerignore` keeps from the builder: the last pattern that matches decides. */
function isIgnored(path: string, patterns: readonly string[]): boolean {
  return patterns.reduce((ignored, pattern) => {
    const again = pattern.startsWith('!');
    const glob = again ? pattern.slice(1) : pattern;
    return matchesGlob(path, glob) || matchesGlob(path, `${glob}/**`) ? !again : ignored;
  }, false);
}

/** Puts into a folder what the last stage of an image has, made from this house as it is installed and built here. */
export function copyImageTree({ copies }: Image, folder: string): void {
  const text = readFileSync(join(ROOT, '.dockerignore'), 'utf8');
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const place = (path: string) => join(folder, path);
  for (const { stage, from, to } of copies) {
    if (stage === 'packages') copyPackages(place);
    else {
      const source = stage === undefined ? from : from.replace(WORKDIR, '');
      const filter = (path: string) => stage !== undefined || !isIgnored(relative(ROOT, path), patterns);
      const target = to === './' ? join(place(to), source) : place(to);
      cpSync(join(ROOT, source), target, { recursive: true, filter });
    }
  }
  chmodSync(folder, 0o755);
}

function copyPackages(place: (path: string) => string): void {
  for (const path of productionPackages()) {
    const nested = (inside: string) => !relative(join(ROOT, path), inside).split('/').includes('node_modules');
    mkdirSync(place(path), { recursive: true });
    cpSync(join(ROOT, path), place(path), { recursive: true, filter: nested });
  }
}
