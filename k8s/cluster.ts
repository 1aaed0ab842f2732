import type { Container, Labels, Manifest, PodSpec, Selector } from './manifest.ts';

/** What keeps pods of one kind running: a Deployment, a StatefulSet or a DaemonSet. */
export interface Workload {
  readonly manifest: Manifest;
  readonly replicas: number | undefined;
  readonly selector: Selector;
  /** The labels that its pods have. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly rollout: { readonly maxUnavailable?: number | string } | undefined;
  readonly pod: PodSpec;
}

/** Everything that one `kubectl apply` brings, and the templates of the secrets that it finds there. */
export interface Cluster {
  readonly manifests: readonly Manifest[];
  readonly secrets: readonly Manifest[];
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: Selector;
  readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable?: number | string } };
  readonly template: { readonly metadata?: { labels?: Labels; annotations?: Labels }; readonly spec: PodSpec };
}

export function workloadsOf({ manifests }: Cluster): Workload[] {
  return manifests
    .filter(({ kind }) => WORKLOADS.includes(kind))
    .map((manifest) => {
      const spec = manifest.spec as WorkloadSpec;
      return {
        manifest,
        replicas: spec.replicas,
        selector: spec.selector ?? {},
        labels: spec.template.metadata?.labels ?? {},
        annotations: spec.template.metadata?.annotations ?? {},
        rollout: spec.strategy?.rollingUpdate,
        pod: spec.template.spec,
      };
    });
}

export function containersOf({ pod }: Workload): readonly Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers];
}

/** Manifests of a kind, with their `spec` as the caller knows it to be. */
export function specsOf<Spec>({ manifests }: Cluster, kind: string): { manifest: Manifest; spec: Spec }[] {
  return manifests
    .filter((manifest) => manifest.kind === kind)
    .map((manifest) => ({ manifest, spec: (manifest.spec ?? {}) as Spec }));
}

export function findManifest({ manifests }: Cluster, kind: string, name: string | undefined): Manifest | undefined {
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

/**
 * Whether a selector means pods with these labels. An empty one means all.
 *
 * @example
 * selects({ matchLabels: { app: 'chat' } }, { app: 'chat', tier: 'front' }) // => true
 * selects({ matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] }, { app: 'b' }) // => false
 */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const exact = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    exact &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return (operator === 'Exists') === (value !== undefined);
    })
  );
}

/** Ports that a workload's containers open, by name and by number. */
export function portsOf({ pod }: Workload): { name: string; port: number }[] {
  return pod.containers.flatMap(({ ports = [] }) => {
    return ports.map(({ name = '', containerPort }) => ({ name, port: containerPort }));
  });
}
