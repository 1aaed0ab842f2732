import type { HttpClient } from './http-client.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import type { Logger } from './logger.ts';
import { type CountedPod, countPod, hostOf, inTurns } from './pod-counts.ts';
import type { Pod, PodsSeen } from './pod-source.ts';
import { CLOSED_AT } from './pod-source-kubernetes.ts';
import type { StickyPlan } from './sticky-plan.ts';
import { rankVictims } from './victims.ts';
import type { LettingGo } from './workload.ts';

const COST = 'controller.kubernetes.io/pod-deletion-cost';
const TIMEOUT_SECONDS = 2;
const MOST_BYTES = 64 * 1024;

/** What a pod can be asked, as `origin` takes it. */
const WISHES = { drain: '', close: '{"closeToNewcomers":true}', open: '{"closeToNewcomers":false}' } as const;

export interface LettingGoPorts {
  readonly api: KubernetesApi;
  readonly http: HttpClient;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a round decided about single pods. */
export interface PodWishes {
  /** Which pods are closed, opened and let go; undefined where the plan does not say. */
  readonly letGo: Pick<StickyPlan, 'shut' | 'open'> | undefined;
  /** What pods hold, where that was counted in this round. */
  readonly counted: readonly CountedPod[] | undefined;
}

const NO_WISHES: PodWishes = { letGo: undefined, counted: undefined };

/** Sees to it that the right pods go first, and that they know it before they are ended. */
export class PodRelease {
  readonly #plan: LettingGo;
  readonly #namespace: string;
  readonly #ports: LettingGoPorts;
  /** The costs that pods have, as far as we gave them. */
  #costs: Readonly<Record<string, number>> = {};
  #drained = new Set<string>();

  constructor(plan: LettingGo, namespace: string, ports: LettingGoPorts) {
    this.#plan = plan;
    this.#namespace = namespace;
    this.#ports = ports;
  }

  /** Asks each pod that stays what it holds. */
  count({ pods }: PodsSeen, signal: AbortSignal): Promise<readonly CountedPod[]> {
    const there = pods.filter(({ leaving }) => !leaving);
    return inTurns(there, (pod) => countPod(pod, this.#plan, this.#ports, signal));
  }

  /**
   * Closes and opens doors as was decided. Where fewer pods are wanted than there are, it also writes down what it costs to
   * delete each, so that those that are closed and emptiest go first, and asks those that will go to let theirs go already.
   * Who is closed and shall neither wait nor go is asked to let people in again. Trouble with a pod is told of, tried again in
   * the next round, and holds up nothing.
   *
   * @returns the pods that go
   */
  async prepare(
    replicas: number,
    seen: PodsSeen,
    signal: AbortSignal,
    { letGo, counted }: PodWishes = NO_WISHES,
  ): Promise<readonly string[]> {
    const there = seen.pods.filter(({ leaving }) => !leaving);
    this.#drained = new Set([...this.#drained].filter((name) => there.some((pod) => pod.name === name)));
    const closed = (pod: Pod) => letGo !== undefined && staysClosed(pod, letGo);
    let victims: readonly string[] = [];
    if (replicas < there.length) {
      const pods = counted ?? (await this.count(seen, signal));
      const candidates = pods.map((pod) => ({ ...pod, closed: closed(pod) }));
      const ranked = rankVictims(candidates, there.length - replicas);
      victims = ranked.victims;
      await this.#writeCosts(ranked.costs, signal);
    }
    const goes = ({ name }: Pod) => victims.includes(name);
    const at = seen.at;
    await inTurns(there, async (pod) => {
      if (goes(pod)) return this.#drain(pod, at, signal);
      if (closed(pod)) return this.#close(pod, at, signal);
      if (pod.closedAt !== null || this.#drained.has(pod.name)) await this.#open(pod, signal);
    });
    return victims;
  }

  async #writeCosts(costs: Readonly<Record<string, number>>, signal: AbortSignal): Promise<void> {
    const changed = Object.entries(costs).filter(([name, cost]) => this.#costs[name] !== cost);
    const written = await inTurns(changed, async ([name, cost]) => {
      return (await this.#write(name, { [COST]: String(cost) }, signal)) ? [[name, cost] as const] : [];
    });
    const kept = Object.entries(this.#costs).filter(([name]) => name in costs);
    this.#costs = Object.fromEntries([...kept, ...written.flat()]);
  }

  /** Once for each pod: what drains already need not be told again. */
  async #drain(pod: Pod, at: number, signal: AbortSignal): Promise<void> {
    if (this.#drained.has(pod.name) || !(await this.#ask(pod, 'drain', signal))) return;
    this.#drained.add(pod.name);
    if (pod.closedAt === null) await this.#write(pod.name, { [CLOSED_AT]: new Date(at).toISOString() }, signal);
  }

  /** Each round anew, which changes nothing unless its process began anew, or it drained and shall only wait after all. */
  async #close(pod: Pod, at: number, signal: AbortSignal): Promise<void> {
    if (!(await this.#ask(pod, 'close', signal))) return;
    this.#drained.delete(pod.name);
    if (pod.closedAt === null) await this.#write(pod.name, { [CLOSED_AT]: new Date(at).toISOString() }, signal);
  }

  /** A pod that drained and stays would let in nobody for ever. */
  async #open(pod: Pod, signal: AbortSignal): Promise<void> {
    if (!(await this.#ask(pod, 'open', signal))) return;
    this.#drained.delete(pod.name);
    await this.#write(pod.name, { [CLOSED_AT]: null }, signal);
  }

  async #write(pod: string, annotations: Readonly<Record<string, string | null>>, signal: AbortSignal) {
    try {
      await this.#ports.api.patch(
        `/api/v1/namespaces/${this.#namespace}/pods/${pod}`,
        { metadata: { annotations } },
        signal,
      );
      return true;
    } catch (error) {
      this.#warn('annotation-not-written', pod, error);
      return false;
    }
  }

  async #ask({ name, ip }: Pod, wish: keyof typeof WISHES, signal: AbortSignal): Promise<boolean> {
    const { drainUrl, drainTokenFromEnv } = this.#plan;
    if (drainUrl === undefined || ip === null) return false;
    try {
      const token = drainTokenFromEnv === undefined ? undefined : this.#ports.env[drainTokenFromEnv];
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const url = new URL(drainUrl.replaceAll('{ip}', hostOf(ip)));
      const bounds = { timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_BYTES };
      const asked = { method: 'POST', url, headers, body: WISHES[wish], ...bounds } as const;
      const { status } = await this.#ports.http.ask(asked, signal);
      if (status >= 300) throw new Error(`it answered ${status}`);
      return true;
    } catch (error) {
      this.#warn('pod-not-asked', name, error);
      return false;
    }
  }

  #warn(event: string, pod: string, error: unknown): void {
    this.#ports.log.log('warn', event, { pod, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Whether a pod is to be closed from now on, or was and shall still be. */
function staysClosed({ name, closedAt }: Pod, { shut, open }: Pick<StickyPlan, 'shut' | 'open'>): boolean {
  return shut.includes(name) || (closedAt !== null && !open.includes(name));
}
