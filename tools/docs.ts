import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './docs-accuracy.ts';
import { deadAnchors, deadLinks, deadPaths, deadScripts } from './docs-links.ts';
import { ROOT } from './source-files.ts';

const BLOCK = /(<!-- table: ([\w-]+) -->\n)([\s\S]*?)(<!-- end -->)/g;

/**
 * A document with the tables between its markers written anew.
 *
 * @throws Error when a marker names no table
 * @example
 * fillTables('<!-- table: a -->\nold\n<!-- end -->', { a: () => 'new' }) // => '<!-- table: a -->\n\nnew\n\n<!-- end -->'
 */
export function fillTables(document: string, tables: Readonly<Record<string, () => string>>): string {
  return document.replace(BLOCK, (_all, start: string, name: string, _old: string, end: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`No table is called "${name}"`);
    return `${start}\n${table()}\n\n${end}`;
  });
}

function documents(): string[] {
  const own = (folder: string) => {
    const names = readdirSync(join(ROOT, folder));
    return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
  };
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const visited = folders.map((entry) => entry.name).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  return [...own('.'), ...visited.flatMap(own), ...own('docs/decisions')];
}

async function main(): Promise<void> {
  const { TABLES } = await import('./docs-tables.ts');
  const options = process.argv.slice(2);
  if (options.some((option) => option !== '--check')) {
    process.stderr.write(`There is no option ${options.join(' ')}: npm run docs [-- --check]\n`);
    process.exitCode = 2;
    return;
  }
  const check = options.length > 0;
  const scripts = Object.keys(readJson<{ readonly scripts: object }>('package.json').scripts);
  const faults: string[] = [];
  const used = new Set<string>();
  for (const path of documents()) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const match of text.matchAll(BLOCK)) used.add(match[2] ?? '');
    const filled = fillTables(text, TABLES);
    if (filled !== text && check) faults.push(`${path} does not say what the code says: run "npm run docs"`);
    if (filled !== text && !check) writeFileSync(join(ROOT, path), filled);
    const targetOf = (target: string) => (target === '' ? join(ROOT, path) : join(ROOT, path, '..', target));
    const dead = deadLinks(text, (target) => existsSync(targetOf(target)));
    const lost = deadAnchors(text, (target) => {
      return existsSync(targetOf(target)) ? readFileSync(targetOf(target), 'utf8') : undefined;
    });
    faults.push(...[...dead, ...lost].map((target) => `${path} links to "${target}", which is not there`));
    const gone = deadPaths(text, (named) => existsSync(join(ROOT, named)));
    faults.push(...gone.map((named) => `${path} names "${named}", which is not there`));
    faults.push(...deadScripts(text, scripts).map((name) => `${path} names "npm run ${name}", which is not there`));
  }
  for (const name of Object.keys(TABLES)) if (!used.has(name)) faults.push(`No document shows the table "${name}"`);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${used.size} tables, ${faults.length} faults\n`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main();
