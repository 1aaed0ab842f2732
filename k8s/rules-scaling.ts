import { type Cluster, findManifest, selects, specsOf, type Workload, workloadsOf } from './cluster.ts';
import type { Manifest, Selector } from './manifest.ts';
import { fault, type Rule } from './rule.ts';

/** What a place takes at most to leave: LEAVE_AT_MOST_MS in origin/main.ts and scaler/main.ts, which a test compares. */
export const LEAVE_SECONDS = 25;

interface BudgetSpec {
  readonly selector?: Selector;
  readonly maxUnavailable?: number;
  readonly minAvailable?: number;
}

interface Target {
  readonly kind?: string;
  readonly name: string;
}

interface ScalerSpec {
  readonly scaleTargetRef: Target;
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly fallback?: { readonly replicas: number; readonly behavior?: string };
  readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: Behavior } };
  readonly behavior?: Behavior;
}

interface Behavior {
  readonly scaleUp?: { readonly stabilizationWindowSeconds?: number };
  readonly scaleDown?: { readonly stabilizationWindowSeconds?: number; readonly policies?: readonly unknown[] };
}

const STEADY_SECONDS = 120;

function scalersOf(cluster: Cluster): { manifest: Manifest; spec: ScalerSpec }[] {
  return ['ScaledObject', 'HorizontalPodAutoscaler'].flatMap((kind) => specsOf<ScalerSpec>(cluster, kind));
}

function scalerOf(cluster: Cluster, { manifest }: Workload): ScalerSpec | undefined {
  return scalersOf(cluster).find(({ spec }) => spec.scaleTargetRef.name === manifest.metadata.name)?.spec;
}

/** The fewest pods that a workload has in a quiet hour. */
function leastPods(cluster: Cluster, workload: Workload): number {
  const scaler = scalerOf(cluster, workload);
  return scaler?.minReplicaCount ?? scaler?.minReplicas ?? workload.replicas ?? 1;
}

const isServed = ({ manifest }: Workload) => manifest.kind === 'Deployment';

/** How pods come, go, and are kept. */
export const SCALING_RULES = {
  *'grace-enough'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster).filter(isServed)) {
      const pause = Math.max(0, ...pod.containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
      const grace = pod.terminationGracePeriodSeconds ?? 30;
      if (grace > pause + LEAVE_SECONDS) continue;
      const need = `${pause} s of preStop and ${LEAVE_SECONDS} s of leaving`;
      yield fault(manifest, `has ${grace} s to go, less than ${need} take: raise terminationGracePeriodSeconds`);
    }
  },

  *'stops-after-endpoint'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster).filter(isServed)) {
      for (const { name, lifecycle } of pod.containers) {
        if ((lifecycle?.preStop?.sleep?.seconds ?? 0) >= 1) continue;
        yield fault(manifest, `${name} is told to stop while it is still sent people: let preStop sleep`);
      }
    }
  },

  *'new-before-old'(cluster) {
    for (const { manifest, rollout } of workloadsOf(cluster).filter(isServed)) {
      if (rollout?.maxUnavailable !== 0)
        yield fault(manifest, 'loses pods before new ones are ready: set maxUnavailable to 0');
    }
  },

  *'more-than-one'(cluster) {
    for (const workload of workloadsOf(cluster).filter(isServed)) {
      if (leastPods(cluster, workload) < 2) yield fault(workload.manifest, 'is one pod at times: have at least 2');
    }
  },

  *'spread-out'(cluster) {
    for (const { manifest, pod } of workloadsOf(cluster).filter(isServed)) {
      if ((pod.topologySpreadConstraints ?? []).length > 0) continue;
      yield fault(manifest, 'may have all its pods on one node: add topologySpreadConstraints');
    }
  },

  *'budget-there'(cluster) {
    for (const workload of workloadsOf(cluster).filter((one) => isServed(one))) {
      const budgets = specsOf<BudgetSpec>(cluster, 'PodDisruptionBudget');
      if (budgets.some(({ spec }) => selects(spec.selector ?? {}, workload.labels))) continue;
      yield fault(workload.manifest, 'may be emptied at once: add a PodDisruptionBudget');
    }
  },

  *'budget-below-replicas'(cluster) {
    for (const { manifest, spec } of specsOf<BudgetSpec>(cluster, 'PodDisruptionBudget')) {
      const chosen = workloadsOf(cluster).filter(({ labels }) => selects(spec.selector ?? {}, labels));
      if (chosen.length !== 1) yield fault(manifest, `selects ${chosen.length} workloads, must select one`);
      for (const workload of chosen) {
        const least = leastPods(cluster, workload);
        const away = spec.maxUnavailable ?? least - (spec.minAvailable ?? least);
        if (away < 1) yield fault(manifest, 'lets no pod go, so that no node can be emptied');
        if (least > 1 && away >= least) yield fault(manifest, `lets ${away} of ${least} pods go: keep one`);
      }
    }
  },

  *'scale-target-there'(cluster) {
    for (const { manifest, spec } of scalersOf(cluster)) {
      const { kind = 'Deployment', name } = spec.scaleTargetRef;
      const target = findManifest(cluster, kind, name)?.spec as { readonly replicas?: number } | undefined;
      if (target === undefined) yield fault(manifest, `scales ${kind}/${name}, which is not there`);
      else if (target.replicas !== undefined) {
        yield fault(manifest, `scales ${kind}/${name}, whose replicas each apply would set back: remove them`);
      }
    }
  },

  *'scaled-once'(cluster) {
    const seen = new Set<string>();
    for (const { manifest, spec } of scalersOf(cluster)) {
      const { name } = spec.scaleTargetRef;
      if (seen.has(name)) yield fault(manifest, `scales ${name}, which something else scales too: keep one`);
      seen.add(name);
    }
  },

  *'bounds-in-order'(cluster) {
    for (const { manifest, spec } of scalersOf(cluster)) {
      const least = spec.minReplicaCount ?? spec.minReplicas ?? 0;
      const most = spec.maxReplicaCount ?? spec.maxReplicas ?? 0;
      if (most <= least) yield fault(manifest, `goes from ${least} to ${most} pods, must have room to grow`);
      if (manifest.kind !== 'ScaledObject') continue;
      const { replicas = 0, behavior } = spec.fallback ?? {};
      if (replicas < least || replicas > most) {
        yield fault(manifest, `falls back to ${replicas} pods, must be from ${least} to ${most}`);
      }
      if (behavior !== 'currentReplicasIfHigher') {
        yield fault(
          manifest,
          'may take pods away when nobody answers: set fallback.behavior to currentReplicasIfHigher',
        );
      }
    }
  },

  *'up-fast-down-slow'(cluster) {
    for (const { manifest, spec } of scalersOf(cluster)) {
      const { scaleUp, scaleDown } = spec.behavior ?? spec.advanced?.horizontalPodAutoscalerConfig?.behavior ?? {};
      if (scaleUp?.stabilizationWindowSeconds !== 0) yield fault(manifest, 'waits before it scales up: set 0');
      const slow =
        (scaleDown?.stabilizationWindowSeconds ?? 0) >= STEADY_SECONDS && (scaleDown?.policies ?? []).length > 0;
      if (!slow) yield fault(manifest, 'lets pods go at once: hold scaleDown for minutes, and limit it by a policy');
    }
  },
} as const satisfies Readonly<Record<string, Rule>>;
