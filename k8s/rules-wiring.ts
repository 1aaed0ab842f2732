import { type Cluster, containersOf, findManifest, portsOf, selects, type Workload, workloadsOf } from './cluster.ts';
import { environmentFaults } from './environment.ts';
import type { Manifest } from './manifest.ts';
import { fault, type Rule } from './rule.ts';

const LABELS = ['name', 'part-of', 'managed-by'].map((name) => `app.kubernetes.io/${name}`);

interface Role {
  readonly rules?: readonly { readonly resources?: readonly string[]; readonly verbs?: readonly string[] }[];
}

interface Binding {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

/** Names that must be there because others use them, and what each place is told. */
export const WIRING_RULES = {
  *'labels-recommended'(cluster) {
    for (const manifest of cluster.manifests) {
      if (manifest.kind === 'Namespace' || manifest.kind === 'ConfigMap') continue;
      const missing = LABELS.filter((label) => manifest.metadata.labels?.[label] === undefined);
      if (missing.length > 0) yield fault(manifest, `has no label ${missing.join(', ')}: add it`);
    }
  },

  *'selector-finds-own-pods'(cluster) {
    for (const { manifest, selector, labels } of workloadsOf(cluster)) {
      if (!selects(selector, labels)) yield fault(manifest, 'does not select its own pods');
    }
  },

  *'namespace-restricted'(cluster) {
    for (const { manifest } of workloadsOf(cluster)) {
      const namespace = findManifest(cluster, 'Namespace', manifest.metadata.namespace);
      if (namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted') continue;
      yield fault(manifest, `is in a namespace that does not enforce pod security "restricted"`);
    }
  },

  *'account-of-its-own'(cluster) {
    const taken = new Set<string>();
    for (const { manifest, pod } of workloadsOf(cluster)) {
      const name = pod.serviceAccountName ?? 'default';
      if (findManifest(cluster, 'ServiceAccount', name) === undefined) {
        yield fault(manifest, `runs as service account "${name}", which is not there: make one`);
      } else if (taken.has(name)) yield fault(manifest, `shares the service account "${name}": make one of its own`);
      taken.add(name);
    }
  },

  *'token-only-where-used'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster)) {
      const bound = bindingsOf(cluster).some(({ subjects = [] }) => {
        return subjects.some(({ name }) => name === pod.serviceAccountName);
      });
      const mounted = pod.automountServiceAccountToken !== false;
      if (mounted && !bound)
        yield fault(manifest, 'has a token that it has no use for: set automountServiceAccountToken to false');
      if (!mounted && bound) yield fault(manifest, 'has rights but no token to use them');
    }
  },

  *'rights-narrow'(cluster) {
    for (const manifest of cluster.manifests.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')) {
      const { rules = [] } = manifest as unknown as Role;
      const words = rules.flatMap(({ resources = [], verbs = [] }) => [...resources, ...verbs]);
      if (manifest.kind === 'ClusterRole') yield fault(manifest, 'holds in every namespace: make it a Role');
      if (words.includes('*')) yield fault(manifest, 'allows everything by "*": name what it needs');
      if (words.includes('secrets')) yield fault(manifest, 'may read secrets: mount the one that is needed');
    }
  },

  *'rights-bound'(cluster) {
    for (const manifest of cluster.manifests.filter(({ kind }) => kind === 'RoleBinding')) {
      const { roleRef, subjects = [] } = manifest as unknown as Binding;
      const names = [[roleRef.kind, roleRef.name], ...subjects.map(({ kind, name }) => [kind, name])];
      for (const [kind = '', name] of names) {
        if (findManifest(cluster, kind, name) === undefined)
          yield fault(manifest, `names ${kind}/${name}, which is not there`);
      }
    }
  },

  *'config-there'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const name of configsOf(workload)) {
        if (findManifest(cluster, 'ConfigMap', name) !== undefined) continue;
        yield fault(workload.manifest, `reads ConfigMap "${name}", which is not there`);
      }
    }
  },

  *'secret-has-template'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const { name, key } of secretsOf(workload)) {
        const template = cluster.secrets.find(({ metadata }) => metadata.name === name);
        if (template?.stringData?.[key] !== undefined) continue;
        yield fault(workload.manifest, `reads "${key}" of Secret "${name}", of which no secret.example.yaml tells`);
      }
    }
  },

  *'no-secret-in-manifests'(cluster) {
    for (const manifest of cluster.manifests) {
      if (manifest.kind === 'Secret')
        yield fault(manifest, 'would be applied with what stands in it: keep it out of kustomize');
      for (const [key, value] of Object.entries(manifest.kind === 'ConfigMap' ? (manifest.data ?? {}) : {})) {
        const password = /:\/\/[^/\s@]*:[^/\s@]+@/.test(value);
        if (password || /(SECRET|TOKEN|PASSWORD)$/.test(key))
          yield fault(manifest, `"${key}" holds a secret: keep it in a Secret`);
      }
    }
  },

  *'scrape-finds-port'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      const told = workload.annotations['prometheus.io/port'];
      const opened = portsOf(workload).find(({ name }) => name === 'metrics');
      if (String(opened?.port ?? '') === (told ?? '')) continue;
      yield fault(
        workload.manifest,
        `is scraped at port ${told ?? 'none'}, has its metrics at ${opened?.port ?? 'none'}`,
      );
    }
  },

  *'settings-readable'(cluster) {
    for (const workload of workloadsOf(cluster)) {
      for (const sentence of environmentFaults(workload, cluster)) yield fault(workload.manifest, sentence);
    }
  },
} as const satisfies Readonly<Record<string, Rule>>;

function bindingsOf({ manifests }: Cluster): Binding[] {
  return manifests
    .filter(({ kind }) => kind === 'RoleBinding')
    .map((manifest: Manifest) => manifest as unknown as Binding);
}

function configsOf(workload: Workload): string[] {
  const read = containersOf(workload).flatMap(({ envFrom = [] }) =>
    envFrom.map(({ configMapRef }) => configMapRef?.name),
  );
  const mounted = (workload.pod.volumes ?? []).map(({ configMap }) => configMap?.name);
  return [...read, ...mounted].filter((name) => name !== undefined);
}

function secretsOf(workload: Workload): { name: string; key: string }[] {
  const read = containersOf(workload).flatMap(({ env = [] }) => env.map(({ valueFrom }) => valueFrom?.secretKeyRef));
  const mounted = (workload.pod.volumes ?? []).flatMap(({ secret }) => {
    return (secret?.items ?? []).map(({ key }) => ({ name: secret?.secretName ?? '', key }));
  });
  return [...read.flatMap((ref) => (ref === undefined ? [] : [{ name: ref.name ?? '', key: ref.key }])), ...mounted];
}
