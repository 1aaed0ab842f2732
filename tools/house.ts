import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHousePlan, referenceFaults } from './house-plan.ts';
import { findFaults } from './house-rules.ts';
import { ROOT, readSources } from './source-files.ts';

interface Project {
  readonly references?: ReadonlyArray<{ readonly path: string }>;
}

function referencesOf(folder: string): string[] {
  const project = JSON.parse(readFileSync(join(ROOT, folder, 'tsconfig.json'), 'utf8')) as Project;
  return (project.references ?? []).map((reference) => reference.path.replace('../', ''));
}

/** Checks that the house is as its plan says: every fault with its place and what to do. */
export function checkHouse(): { faults: string[]; files: number } {
  const plan = readHousePlan(ROOT);
  const sources = readSources();
  const faults = findFaults(sources, plan).map(
    ({ path, line, rule, sentence }) => `${path}:${line} ${rule}: ${sentence}`,
  );
  const folders = new Set(sources.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0] ?? ''));
  for (const folder of folders) {
    for (const fault of referenceFaults(folder, referencesOf(folder), plan))
      faults.push(`${folder}/tsconfig.json ${fault}`);
  }
  return { faults, files: sources.length };
}

if (import.meta.main) {
  const { faults, files } = checkHouse();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${files} files, ${faults.length} faults\n`);
  if (faults.length > 0) process.exitCode = 1;
}
