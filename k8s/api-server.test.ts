import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from './api-server.ts';
import { workloadsOf } from './cluster.ts';
import type { Manifest } from './manifest.ts';
import { listVariants, nameOfVariant, readCluster, renderVariant } from './rendering.ts';
import { NO_KUBECTL } from './variant-fixture.ts';

const ASSETS = process.env.KUBE_ASSETS ?? '';
const LEFT_OUT = NO_KUBECTL !== undefined || ASSETS === '';

if (ASSETS === '')
  process.stderr.write('No API server is asked: run k8s/api-server.sh FOLDER and set KUBE_ASSETS to it\n');

const asJson = (manifests: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });

/** The pods that the workloads would have, one of each. */
function podsOf(text: string): object[] {
  return workloadsOf(readCluster(text)).map(({ manifest, labels, pod }) => {
    const { name, namespace } = manifest.metadata;
    const { volumeClaimTemplates = [] } = manifest.spec as { readonly volumeClaimTemplates?: readonly Manifest[] };
    // What the controller of a StatefulSet adds.
    const claims = volumeClaimTemplates.map(({ metadata }) => {
      return { name: metadata.name, persistentVolumeClaim: { claimName: `${metadata.name}-${name}-0` } };
    });
    const spec = { ...pod, volumes: [...(pod.volumes ?? []), ...claims] };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec };
  });
}

describe.skipIf(LEFT_OUT)('a real kube-apiserver', () => {
  let server: ApiServer;
  const apply = ['apply', '--server-side', '--force-conflicts', '--validate=strict', '--filename=-'];
  const dryRun = [...apply, '--dry-run=server'];

  beforeAll(async () => {
    server = await startApiServer(ASSETS);
    const spaces: Manifest[] = [];
    for (const base of ['base', 'monitoring']) {
      const { manifests } = readCluster(await renderVariant({ base, components: [] }));
      spaces.push(...manifests.filter(({ kind }) => kind === 'Namespace'));
    }
    await server.kubectl(apply, asJson(spaces));
  }, 120_000);
  afterAll(() => server?.close());

  // What two components make of each other is held by the rules, which are quicker.
  const variants = listVariants().filter(({ components }) => components.length < 2);

  it.each(variants.map((variant) => [nameOfVariant(variant), variant] as const))(
    'takes %s strictly, and its pods where pod security is restricted',
    async (_name, variant) => {
      const text = await renderVariant(variant);

      const taken = await server.kubectl(dryRun, text);
      const pods = await server.kubectl(dryRun, asJson(podsOf(text)));

      expect(taken.trim().split('\n')).toHaveLength(readCluster(text).manifests.length);
      expect(`${taken}${pods}`).not.toMatch(/warning/i);
    },
  );

  it('refuses a field that it does not know, and a pod that could be root', async () => {
    const text = await renderVariant({ base: 'base', components: [] });
    const [pod] = podsOf(text) as { spec: { securityContext: object } }[];
    const root = { ...pod, spec: { ...pod?.spec, securityContext: { runAsUser: 0 } } };

    const unknown = server.kubectl(dryRun, text.replace('minReadySeconds', 'minReadySecond'));

    await expect(unknown).rejects.toThrow('minReadySecond');
    await expect(server.kubectl(dryRun, asJson([root]))).rejects.toThrow('violates PodSecurity "restricted:latest"');
  });
});
