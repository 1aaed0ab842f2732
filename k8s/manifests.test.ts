import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkManifest, parseWorkloads } from '#scaler';
import type { Manifest } from './manifest.ts';
import { listVariants, nameOfVariant, readCluster, renderVariant } from './rendering.ts';
import { findFaults } from './rules.ts';
import { schemaFaults, typesOf } from './schema.ts';
import { NO_KUBECTL } from './variant-fixture.ts';

const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const TIMING = { pollSeconds: 15, scrapeSeconds: 15, startSeconds: 60, refitSeconds: 3600 };

/** Compiles a source that stands by itself, and returns what the compiler says against it. */
async function compile(folder: string, source: string): Promise<string> {
  const file = join(folder, 'manifests.ts');
  writeFileSync(file, source);
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --module preserve --target es2024 --types node'.split(' ');
  const run = promisify(execFile)(process.execPath, [TSC, ...options, file], { maxBuffer: 16 * 1024 * 1024 });
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? String(error),
  );
}

/** Who is rendered, two at a time. */
async function renderAll(): Promise<Map<string, string>> {
  const waiting = listVariants();
  const rendered = new Map<string, string>();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      rendered.set(nameOfVariant(next), await renderVariant(next));
    }
  };
  await Promise.all([work(), work()]);
  return rendered;
}

describe.skipIf(NO_KUBECTL !== undefined)('manifests', () => {
  let texts: Map<string, string>;
  let folder: string;

  beforeAll(async () => {
    mkdirSync(CACHE, { recursive: true });
    folder = mkdtempSync(join(CACHE, 'manifests-'));
    texts = await renderAll();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = listVariants().map(nameOfVariant);
  const scaled = names.filter((name) => name !== 'monitoring' && !name.includes('hpa'));
  const manifestsOf = (name: string): readonly Manifest[] => readCluster(texts.get(name) ?? '').manifests;

  it.each(names)('%s keeps its schemas and every rule', (name) => {
    const cluster = readCluster(texts.get(name) ?? '');

    expect(cluster.manifests.length).toBeGreaterThan(10);
    expect(cluster.manifests.flatMap(schemaFaults)).toEqual([]);
    expect(findFaults(cluster)).toEqual([]);
  });

  it('has no field that Kubernetes, KEDA or cert-manager would not know', async () => {
    const lines = new Set(names.flatMap((name) => typesOf(manifestsOf(name)).split('\n')));

    expect(await compile(folder, [...lines].join('\n'))).toBe('');
  });

  it('would be told of a field that Kubernetes does not know', async () => {
    const [deployment] = manifestsOf('base').filter(({ kind }) => kind === 'Deployment');
    const wrong = { ...deployment, spec: { ...(deployment?.spec as object), revisionHistoryLimits: 5 } };

    expect(await compile(folder, typesOf([wrong as Manifest]))).toMatch(/revisionHistoryLimits.+ does not exist/);
  });

  it.each(scaled)('%s is understood by the scaler as it is meant', (name) => {
    const map = manifestsOf(name).find(({ data }) => data?.['workloads.yaml'] !== undefined);

    const workloads = parseWorkloads(map?.data?.['workloads.yaml'] ?? '');
    const findings = checkManifest(texts.get(name) ?? '', workloads, TIMING);

    expect(workloads.map(({ key }) => key)).toEqual(['breakwater/origin']);
    const meant = name.includes('prometheus-trigger') ? ['advice', 'ok'] : ['ok'];
    expect(findings.map(({ level }) => level)).toEqual(meant);
  });

  it.each(scaled)('%s plans and scales within the same bounds and load', (name) => {
    const cluster = manifestsOf(name);
    const map = cluster.find(({ data }) => data?.['workloads.yaml'] !== undefined);
    const [workload] = parseWorkloads(map?.data?.['workloads.yaml'] ?? '');
    const spec = cluster.find(({ kind }) => kind === 'ScaledObject')?.spec as ScaledObjectSpec;
    const live = spec.triggers.find(({ type }) => type === 'prometheus')?.metadata;

    const metric = workload?.metrics[0];
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([
      workload?.policy.minReplicas,
      workload?.policy.maxReplicas,
    ]);
    expect(metric).toMatchObject({ query: live?.query, capacityPerPod: Number(live?.threshold) });
  });
});

interface ScaledObjectSpec {
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly triggers: readonly { readonly type: string; readonly metadata: Readonly<Record<string, string>> }[];
}
