import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the page is made of. A folder is as new as its newest file, or as the last time that one came or went. */
const PARTS = ['web', 'client', 'chat', 'package-lock.json'];

/** Whether the built page is newer than everything that it is made of, so that building it again would change nothing. */
export function isPageFresh(root: string): boolean {
  const built = modifiedAt(join(root, 'web/dist/index.html'));
  return built !== undefined && PARTS.every((part) => newestIn(join(root, part)) < built);
}

function newestIn(path: string): number {
  const own = modifiedAt(path) ?? Number.POSITIVE_INFINITY;
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return own;
  const names = readdirSync(path).filter((name) => name !== 'dist');
  return Math.max(own, ...names.map((name) => newestIn(join(path, name))));
}

/** In milliseconds. */
function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
