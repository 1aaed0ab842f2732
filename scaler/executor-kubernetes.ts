import { type ExecutionState, NO_EXECUTION, nextExecution, type Standing } from './execution.ts';
import type { Executed, Executor, Wanted } from './executor.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { ScalerFault } from './scaler-fault.ts';

/** Whose count is changed. */
export interface ScaleTarget {
  readonly namespace: string;
  readonly resource: 'deployments' | 'statefulsets' | 'replicasets';
  readonly name: string;
}

interface GivenScale {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** Changes the scale subresource of a workload itself: for clusters without KEDA. */
export class ExecutorKubernetes implements Executor {
  readonly kind = 'kubernetes';
  readonly #api: KubernetesApi;
  readonly #path: string;
  #state: ExecutionState = NO_EXECUTION;

  constructor(api: KubernetesApi, { namespace, resource, name }: ScaleTarget) {
    this.#api = api;
    this.#path = `/apis/apps/v1/namespaces/${namespace}/${resource}/${name}`;
  }

  async follow(wanted: Wanted, signal: AbortSignal): Promise<Executed> {
    let from: number | null = null;
    try {
      const { standing, version } = await this.#look(wanted, signal);
      from = standing.asked;
      const next = nextExecution(this.#state, wanted, standing);
      if (next.change !== null) await this.#change(next.change, version, signal);
      // Only what was really done is remembered.
      this.#state = next.state;
      return { outcome: next.outcome, from, to: next.change ?? from, reason: next.reason };
    } catch (error) {
      const reason = error instanceof ScalerFault ? error.message : String(error);
      return { outcome: 'failed', from, to: wanted.replicas, reason };
    }
  }

  async close(): Promise<void> {}

  async #look(wanted: Wanted, signal: AbortSignal): Promise<{ standing: Standing; version: string }> {
    const scale = (await this.#api.get(`${this.#path}/scale`, signal)) as GivenScale;
    const asked = scale.spec?.replicas ?? 0;
    const version = scale.metadata?.resourceVersion;
    if (!Number.isInteger(asked) || version === undefined) throw new ScalerFault('kubernetes', ['it has no scale']);
    // Pods that are seen one by one say whether they are ready; the scale only says that they are there.
    const ready = wanted.seen?.ready ?? scale.status?.replicas ?? 0;
    return { standing: { asked, ready }, version };
  }

  /** What comes back must be what was asked for: a webhook or a quota may have changed it. */
  async #change(replicas: number, resourceVersion: string, signal: AbortSignal): Promise<void> {
    const change = { metadata: { resourceVersion }, spec: { replicas } };
    const scale = (await this.#api.patch(`${this.#path}/scale`, change, signal)) as GivenScale;
    if (scale.spec?.replicas === replicas) return;
    throw new ScalerFault('kubernetes', [`${replicas} pods were asked for, ${scale.spec?.replicas} were taken`]);
  }
}
