import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Source } from './house-rules.ts';

export const ROOT = resolve(import.meta.dirname, '..');

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

/** Every TypeScript source below the root, in the order of their paths. Made and hidden folders are left out. */
export function readSources(root: string = ROOT): Source[] {
  return walk(root, '').map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function walk(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : walk(root, path);
      return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
    });
}
