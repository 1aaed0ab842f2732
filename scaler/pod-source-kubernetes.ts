import type { KubernetesApi } from './kubernetes-api.ts';
import type { Pod, PodSource, PodsSeen } from './pod-source.ts';

interface GivenPod {
  readonly metadata?: {
    readonly name?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type?: string;
      readonly status?: string;
      readonly lastTransitionTime?: string;
    }[];
  };
}

/** Written on a pod that was asked to take no newcomers: when that was. */
export const CLOSED_AT = 'breakwater-closed-at';

const PAGE = 500;
const MOST_PAGES = 20;

/** The pods that a selector finds, as Kubernetes' API tells of them. */
export class PodSourceKubernetes implements PodSource {
  readonly #api: KubernetesApi;
  readonly #path: string;

  constructor(api: KubernetesApi, namespace: string, selector: string) {
    this.#api = api;
    const query = new URLSearchParams({ labelSelector: selector, limit: String(PAGE) });
    this.#path = `/api/v1/namespaces/${namespace}/pods?${query}`;
  }

  async look(at: number, signal: AbortSignal): Promise<PodsSeen> {
    const pods: Pod[] = [];
    let next = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const path = next === '' ? this.#path : `${this.#path}&continue=${encodeURIComponent(next)}`;
      const answer = (await this.#api.get(path, signal)) as {
        items?: readonly GivenPod[];
        metadata?: { continue?: string };
      };
      pods.push(...(answer.items ?? []).flatMap((given) => readPod(given) ?? []));
      next = answer.metadata?.continue ?? '';
      if (next === '') break;
    }
    const there = pods.filter(({ leaving }) => !leaving);
    return { at, count: there.length, ready: there.filter(({ ready }) => ready).length, pods };
  }

  async close(): Promise<void> {}
}

/** A pod that counts; undefined for one that ended by itself. */
function readPod({ metadata = {}, status = {} }: GivenPod): Pod | undefined {
  const createdAt = Date.parse(metadata.creationTimestamp ?? '');
  if (metadata.name === undefined || Number.isNaN(createdAt)) return undefined;
  if (status.phase === 'Failed' || status.phase === 'Succeeded') return undefined;
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const closedAt = Date.parse(metadata.annotations?.[CLOSED_AT] ?? '');
  const closed = !Number.isNaN(closedAt);
  // One that we closed serves those whom it has, whatever its own /ready says of newcomers.
  const ready = condition?.status === 'True' || closed;
  const readyAt = ready && !closed ? Date.parse(condition?.lastTransitionTime ?? '') : Number.NaN;
  return {
    name: metadata.name,
    ip: status.podIP ?? null,
    createdAt,
    readyAt: Number.isNaN(readyAt) ? null : readyAt,
    ready,
    leaving: metadata.deletionTimestamp !== undefined,
    closedAt: closed ? closedAt : null,
  };
}
