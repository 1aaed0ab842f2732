import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Cluster } from './cluster.ts';
import { type Manifest, parseManifests } from './manifest.ts';

const FOLDER = import.meta.dirname;
const RENDER_MS = 30_000;

/** The program, as tools/needs.ts found it, or whatever the PATH has. */
export const KUBECTL = process.env.KUBECTL || 'kubectl';

/** What can be applied: a folder of k8s/, with components that are put on top of it. */
export interface Variant {
  readonly base: string;
  readonly components: readonly string[];
}

export function nameOfVariant({ base, components }: Variant): string {
  return [base, ...components].join(' + ');
}

/** Each base and overlay alone and with every set of components that go together. */
export function listVariants(): Variant[] {
  const bases = ['base', ...foldersIn('overlays').map((name) => `overlays/${name}`)];
  const sets = subsets(foldersIn('components')).filter(
    (set) => !(set.includes('hpa') && set.includes('prometheus-trigger')),
  );
  const chats = bases.flatMap((base) => sets.map((components) => ({ base, components })));
  return [{ base: 'monitoring', components: [] }, ...chats];
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(join(FOLDER, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function subsets(names: readonly string[]): string[][] {
  const [first, ...others] = names;
  if (first === undefined) return [[]];
  return subsets(others).flatMap((set) => [set, [first, ...set]]);
}

/**
 * What `kubectl kustomize` makes of a variant.
 *
 * @throws Error with what kubectl said
 */
export async function renderVariant({ base, components }: Variant): Promise<string> {
  if (components.length === 0) return kustomize(join(FOLDER, base));
  // kustomize refuses absolute paths, and builds nothing that holds the folder itself.
  const folder = mkdtempSync(join(FOLDER, '.variant-'));
  try {
    const list = (names: readonly string[]) => names.map((name) => relative(folder, join(FOLDER, name)));
    const given = { resources: list([base]), components: list(components.map((name) => `components/${name}`)) };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(given));
    return await kustomize(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function kustomize(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(KUBECTL, ['kustomize', folder], {
    timeout: RENDER_MS,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/** A rendered text as rules look at it, with the templates of secrets that stand beside the manifests. */
export function readCluster(text: string): Cluster {
  return { manifests: parseManifests(text), secrets: readSecrets() };
}

function readSecrets(): Manifest[] {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  const templates = paths.filter((path) => path.endsWith('secret.example.yaml'));
  return templates.flatMap((path) => parseManifests(readFileSync(join(FOLDER, path), 'utf8')));
}
