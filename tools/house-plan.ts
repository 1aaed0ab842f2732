import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the rules of the house have to know of it. */
export interface HousePlan {
  /** Whose doors a folder may open. */
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
  /** Folders that run anywhere, and the only packages that they may use. */
  readonly pure: Readonly<Record<string, readonly string[]>>;
  /** The door of each folder that has one. */
  readonly doors: readonly string[];
  /** Files from which a platform wants a default export. */
  readonly entries: readonly string[];
}

/** Who may import whom. The compiler holds it by each folder's `references`, which must say the same. */
export const MAY_IMPORT = {
  settings: [],
  chat: [],
  app: ['chat', 'forecast-lib', 'settings'],
  streams: ['chat'],
  client: ['chat'],
  web: ['client', 'chat'],
  worker: ['app', 'chat', 'settings', 'streams'],
  origin: ['app', 'chat', 'settings', 'streams'],
  conformance: ['chat', 'client', 'forecast-lib'],
  'forecast-lib': [],
  'forecast-cli': ['forecast-lib'],
  scaler: ['forecast-lib', 'settings'],
  drill: ['chat', 'client', 'conformance', 'forecast-cli', 'forecast-lib', 'scaler'],
  bench: ['chat', 'conformance', 'forecast-lib', 'scaler', 'streams'],
  k8s: ['app', 'chat', 'client', 'origin', 'scaler', 'settings'],
  load: ['chat', 'client'],
  tools: ['app', 'chat', 'scaler', 'settings'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Suites are for tests and benchmarks, so any folder's project may refer to them. */
const TESTS_ONLY = 'conformance';

const PURE = { settings: [], chat: ['zod/mini'], client: [], 'forecast-lib': ['simple-statistics'] };

/** A Worker that benchmarks run as a control. */
const EDGE_CONTROL = 'bench/fanout-edge-naive.ts';

interface Package {
  readonly imports: Readonly<Record<string, string>>;
}

/** Reads what package.json and wrangler.toml say about doors and entries. */
export function readHousePlan(root: string): HousePlan {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
  const wrangler = join(root, 'wrangler.toml');
  const main = existsSync(wrangler) ? /^main\s*=\s*"(?:\.\/)?([^"]+)"/m.exec(readFileSync(wrangler, 'utf8'))?.[1] : '';
  return {
    mayImport: MAY_IMPORT,
    pure: PURE,
    doors: Object.values(imports).map((path) => path.replace('./', '')),
    entries: [...(main ? [main] : []), EDGE_CONTROL],
  };
}

/** Where a folder's `references` and the table of who may import whom do not say the same. */
export function referenceFaults(folder: string, references: readonly string[], plan: HousePlan): string[] {
  const allowed = plan.mayImport[folder];
  if (allowed === undefined) return [`${folder}/ is not in the table of who may import whom`];
  const told = references.filter((name) => name !== TESTS_ONLY || allowed.includes(name));
  return [
    ...told
      .filter((name) => !allowed.includes(name))
      .map((name) => `${folder} refers to ${name}, which it may not import`),
    ...allowed
      .filter((name) => !told.includes(name))
      .map((name) => `${folder} may import ${name}, but does not refer to it`),
  ];
}
