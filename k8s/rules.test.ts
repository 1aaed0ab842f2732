import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { type Manifest, nameOf } from './manifest.ts';
import { readCluster, renderVariant } from './rendering.ts';
import { BREACHES } from './rule-fixtures.ts';
import { findFaults, RULES } from './rules.ts';
import { LEAVE_SECONDS } from './rules-scaling.ts';
import { NO_KUBECTL } from './variant-fixture.ts';

type Node = Record<string, unknown>;

/** What kustomize adds to the name of a ConfigMap. */
const HASH = /-[a-z0-9]{10}$/;

/** The good manifests with one change in one of them. */
function broken(cluster: Cluster, rule: string): Cluster {
  const breach = BREACHES[rule];
  const manifests = structuredClone(cluster.manifests) as Manifest[];
  const index = manifests.findIndex(
    (one) => nameOf(one) === breach?.in || nameOf(one).replace(HASH, '') === breach?.in,
  );
  expect(index, `${breach?.in} is there`).toBeGreaterThanOrEqual(0);
  if (breach?.path === undefined) {
    manifests.splice(index, breach?.value === undefined ? 1 : 0, ...([breach?.value ?? []].flat() as Manifest[]));
    return { ...cluster, manifests };
  }
  const parts = breach.path.split('.');
  const last = parts.pop() ?? '';
  const parent = parts.reduce((node, part) => node[part] as Node, manifests[index] as unknown as Node);
  if (breach.value !== undefined) parent[last] = breach.value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return { ...cluster, manifests };
}

describe.skipIf(NO_KUBECTL !== undefined)('rules of manifests', () => {
  let good: Cluster;

  beforeAll(async () => {
    good = readCluster(await renderVariant({ base: 'base', components: [] }));
  });

  it('finds nothing in the manifests as they are', () => {
    expect(findFaults(good)).toEqual([]);
  });

  it.each(Object.keys(RULES))('finds what breaks %s, and nothing else', (rule) => {
    const found = findFaults(broken(good, rule));

    expect(found.map((one) => one.rule)).toContain(rule);
    expect(found.filter((one) => one.rule !== rule)).toEqual([]);
  });
});

test('every rule has something that breaks it', () => {
  expect(Object.keys(BREACHES).sort()).toEqual(Object.keys(RULES).sort());
});

test.each(['origin', 'scaler'])('the grace of %s is counted with what its code takes to leave', (place) => {
  const source = readFileSync(join(import.meta.dirname, '..', place, 'main.ts'), 'utf8');

  expect(source).toContain(`const LEAVE_AT_MOST_MS = ${LEAVE_SECONDS}_000;`);
});
