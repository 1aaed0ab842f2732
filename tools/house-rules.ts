import type { HousePlan } from './house-plan.ts';

/** A source file, its path as seen from the root (`chat/room.ts`). */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface HouseFault {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly sentence: string;
}

type Rule = (source: Source, plan: HousePlan) => Iterable<readonly [line: number, sentence: string]>;

const MOST_LINES = 300;
const VAGUE = /^(utils?|helpers?|common|types?|managers?|impl|misc|shared)$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/;
/** Statements begin their line, as they are formatted; what stands in a text does not. */
const STATEMENT = /^(?:import\s*|(?:import|export)\b[^;'"`=]*?\bfrom\s*)(['"])([^'"\n]+)\1/gm;
const EXPRESSION = /^[^`\n]*?\bimport\s*\(\s*(['"])([^'"\n]+)\1/gm;

/** Each rule of the house by its name. */
export const RULES: Readonly<Record<string, Rule>> = {
  *'no-parent'(source) {
    for (const { line, target } of importsOf(source)) {
      if (target.startsWith('../')) yield [line, `"${target}" leaves the folder: import a neighbour by its door`];
    }
  },

  *direction(source, plan) {
    const folder = folderOf(source.path);
    const allowed = plan.mayImport[folder] ?? [];
    for (const { line, target } of importsOf(source)) {
      if (!target.startsWith('#')) continue;
      const door = target.slice(1).split('/')[0] ?? '';
      const testOnly = door === 'conformance' && isTest(source.path);
      if (door !== folder && (allowed.includes(door) || testOnly)) continue;
      yield [line, `${folder} may not import "${target}": it may import ${sayList(allowed)}`];
    }
  },

  *'tests-apart'(source) {
    if (isTest(source.path) || folderOf(source.path) === 'conformance' || isConfig(source.path)) return;
    for (const { line, target } of importsOf(source)) {
      if (target === 'vitest') yield [line, 'vitest may be imported by *.test.ts and conformance only'];
    }
  },

  *pure(source, plan) {
    const allowed = plan.pure[folderOf(source.path)];
    if (allowed === undefined || isTest(source.path) || isConfig(source.path)) return;
    for (const { line, target } of importsOf(source)) {
      if (target.startsWith('.') || target.startsWith('#') || allowed.includes(target)) continue;
      yield [line, `"${target}" is not for this folder: it may use ${sayList(allowed)}`];
    }
  },

  *family(source) {
    for (const { line, target } of importsOf(source)) {
      if (!target.startsWith('./')) continue;
      if (target.split('/').length > 2 && !target.endsWith('.json'))
        yield [line, `"${target}" is in a folder inside the folder: folders are flat`];
      else if (!/\.[a-z]+$/.test(target)) yield [line, `"${target}" has no extension: write "${target}.ts"`];
    }
  },

  *flat(source) {
    if (source.path.split('/').length > 2) yield [1, 'Folders are flat: move the file up'];
  },

  *size(source) {
    const lines = source.text.trimEnd().split('\n').length;
    if (lines > MOST_LINES) yield [MOST_LINES + 1, `It has ${lines} lines, may have ${MOST_LINES}: make two of it`];
  },

  *name(source) {
    const file = source.path.split('/').at(-1) ?? '';
    if (!KEBAB.test(file)) yield [1, `"${file}" is not kebab-case`];
    const vague = file.split(/[.-]/).find((part) => VAGUE.test(part));
    if (vague) yield [1, `"${vague}" says nothing: name the file after the thing in it`];
  },

  *door(source, plan) {
    const isDoor = /\/index\.tsx?$/.test(source.path);
    if (isDoor && !plan.doors.includes(source.path)) yield [1, 'This folder has no door in "imports" of package.json'];
  },

  *'no-default'(source, plan) {
    if (isConfig(source.path) || plan.entries.includes(source.path)) return;
    for (const [index, line] of source.text.split('\n').entries()) {
      if (/^export default\b|^export\s*\{[^}]*\bas default\b/.test(line)) {
        yield [index + 1, 'A default export has no name to look for: export it by its name'];
      }
    }
  },
};

/** Everything in these files that breaks a rule. */
export function findFaults(sources: readonly Source[], plan: HousePlan): HouseFault[] {
  const faults: HouseFault[] = [];
  for (const source of sources) {
    for (const [rule, check] of Object.entries(RULES)) {
      for (const [line, sentence] of check(source, plan)) faults.push({ path: source.path, line, rule, sentence });
    }
  }
  const paths = new Set(sources.map((source) => source.path));
  for (const door of plan.doors) {
    const used = sources.some((source) => folderOf(source.path) === folderOf(door) && !isTest(source.path));
    if (used && !paths.has(door)) {
      faults.push({ path: door, line: 1, rule: 'door', sentence: 'The door that package.json names is not there' });
    }
  }
  return faults;
}

function* importsOf(source: Source): Iterable<{ line: number; target: string }> {
  for (const pattern of [STATEMENT, EXPRESSION]) {
    for (const match of source.text.matchAll(pattern)) {
      const line = source.text.slice(0, match.index + match[0].length).split('\n').length;
      if (!/^\s*(\*|\/\/)/.test(match[0])) yield { line, target: match[2] ?? '' };
    }
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

function isConfig(path: string): boolean {
  return /\.config\.ts$/.test(path);
}

function sayList(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'nothing';
}
