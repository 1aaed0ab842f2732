import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
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

/** Puts into a folder what the last stage of an image copies from the sources and from the page's stage. */
export function copySources({ copies }: Image, folder: string): void {
  const text = readFileSync(join(ROOT, '.dockerignore'), 'utf8');
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const { stage, from, to } of copies) {
    if (stage === 'packages') continue;
    const source = stage === undefined ? from : from.replace(WORKDIR, '');
    const filter = (path: string) => stage !== undefined || !isIgnored(relative(ROOT, path), patterns);
    const target = to === './' ? join(folder, to, source) : join(folder, to);
    cpSync(join(ROOT, source), target, { recursive: true, filter });
  }
}

/** Puts into a folder the `node_modules` that the stage of packages makes. */
export function copyPackages(folder: string): void {
  for (const path of productionPackages()) {
    const [from, to] = [join(ROOT, path), join(folder, path)];
    // Packages inside of packages are told by the lock file too. Without a filter Node copies in native code.
    const own = (inside: string) => !relative(from, inside).split('/').includes('node_modules');
    mkdirSync(to, { recursive: true });
    cpSync(from, to, { recursive: true, ...(existsSync(join(from, 'node_modules')) && { filter: own }) });
  }
}
