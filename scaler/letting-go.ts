import type { HttpClient } from './http-client.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import type { Logger } from './logger.ts';
import type { Pod, PodsSeen } from './pod-source.ts';
import { type Candidate, rankVictims } from './victims.ts';
import type { LettingGo } from './workload.ts';

const COST = 'controller.kubernetes.io/pod-deletion-cost';
const TIMEOUT_SECONDS = 2;
const MOST_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 16;

export interface LettingGoPorts {
  readonly api: KubernetesApi;
  readonly http: HttpClient;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Sees to it that the emptiest pods go first, and that they know it before they are ended. */
export class PodRelease {
  readonly #plan: LettingGo;
  readonly #namespace: string;
  readonly #ports: LettingGoPorts;
  /** The costs that pods have, as far as we gave them. */
  #costs: Readonly<Record<string, number>> = {};
  #asked = new Set<string>();

  constructor(plan: LettingGo, namespace: string, ports: LettingGoPorts) {
    this.#plan = plan;
    this.#namespace = namespace;
    this.#ports = ports;
  }

  /**
   * Where fewer pods are wanted than there are: reads the connections of each, writes them down as what it costs to delete
   * it, and asks those that will go to let theirs go already. Who was asked and shall stay after all is asked to let people
   * in again. Trouble with a pod is told of and holds up nothing.
   */
  async prepare(replicas: number, { pods }: PodsSeen, signal: AbortSignal): Promise<readonly string[]> {
    const there = pods.filter(({ leaving }) => !leaving);
    this.#asked = new Set([...this.#asked].filter((name) => there.some((pod) => pod.name === name)));
    if (replicas >= there.length) {
      await this.#keep(there, signal);
      return [];
    }
    const candidates = await inTurns(there, (pod) => this.#count(pod, signal));
    const { victims, costs } = rankVictims(candidates, there.length - replicas);
    const changed = Object.entries(costs).filter(([name, cost]) => this.#costs[name] !== cost);
    const written = await inTurns(changed, ([name, cost]) => this.#write(name, cost, signal));
    const kept = Object.entries(this.#costs).filter(([name]) => name in costs);
    this.#costs = Object.fromEntries([...kept, ...written.filter((entry) => entry !== undefined)]);
    const goes = ({ name }: Pod) => victims.includes(name);
    await this.#keep(
      there.filter((pod) => !goes(pod)),
      signal,
    );
    await inTurns(there.filter(goes), (pod) => this.#drain(pod, signal));
    return victims;
  }

  async #count(pod: Pod, signal: AbortSignal): Promise<Candidate> {
    const { name, ready, createdAt, ip } = pod;
    const unknown = { name, ready, createdAt, connections: null };
    if (ip === null) return unknown;
    try {
      const url = new URL(this.#plan.metricsUrl.replaceAll('{ip}', hostOf(ip)));
      const bounds = { timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_BYTES };
      const { status, text } = await this.#ports.http.ask({ method: 'GET', url, headers: {}, ...bounds }, signal);
      return { ...unknown, connections: status === 200 ? sumOf(text, this.#plan.metric) : null };
    } catch (error) {
      this.#warn('connections-unseen', name, error);
      return unknown;
    }
  }

  async #write(name: string, cost: number, signal: AbortSignal): Promise<[string, number] | undefined> {
    try {
      const change = { metadata: { annotations: { [COST]: String(cost) } } };
      await this.#ports.api.patch(`/api/v1/namespaces/${this.#namespace}/pods/${name}`, change, signal);
      return [name, cost];
    } catch (error) {
      this.#warn('cost-not-written', name, error);
      return undefined;
    }
  }

  /** Once for each pod: what drains already need not be told again. */
  async #drain(pod: Pod, signal: AbortSignal): Promise<void> {
    if (this.#asked.has(pod.name)) return;
    if (await this.#ask(pod, '', signal)) this.#asked.add(pod.name);
  }

  /** A pod that drained and stays would let in nobody for ever. */
  async #keep(pods: readonly Pod[], signal: AbortSignal): Promise<void> {
    const drained = pods.filter(({ name }) => this.#asked.has(name));
    await inTurns(drained, async (pod) => {
      if (await this.#ask(pod, '{"closeToNewcomers":false}', signal)) this.#asked.delete(pod.name);
    });
  }

  async #ask({ name, ip }: Pod, body: string, signal: AbortSignal): Promise<boolean> {
    const { drainUrl, drainTokenFromEnv } = this.#plan;
    if (drainUrl === undefined || ip === null) return false;
    try {
      const token = drainTokenFromEnv === undefined ? undefined : this.#ports.env[drainTokenFromEnv];
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const url = new URL(drainUrl.replaceAll('{ip}', hostOf(ip)));
      const bounds = { timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_BYTES };
      const { status } = await this.#ports.http.ask({ method: 'POST', url, headers, body, ...bounds }, signal);
      if (status >= 300) throw new Error(`it answered ${status}`);
      return true;
    } catch (error) {
      this.#warn('drain-not-asked', name, error);
      return false;
    }
  }

  #warn(event: string, pod: string, error: unknown): void {
    this.#ports.log.log('warn', event, { pod, reason: error instanceof Error ? error.message : String(error) });
  }
}

function hostOf(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

/**
 * The sum of a metric's samples in Prometheus' text format; null where there are none.
 *
 * @example
 * sumOf('# TYPE a gauge\na{room="x"} 3\na 4\nab 9\n', 'a') // => 7
 */
export function sumOf(text: string, metric: string): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(metric)) continue;
    const rest = line.slice(metric.length);
    const value = /^(?:\{.*\})?[ \t]+(\S+)/.exec(rest)?.[1];
    if (value !== undefined && Number.isFinite(Number(value))) sum = (sum ?? 0) + Number(value);
  }
  return sum;
}

/** Some at once, so that a hundred pods are neither asked one by one nor all together. */
async function inTurns<Item, Result>(items: readonly Item[], task: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(task))));
  }
  return results;
}
