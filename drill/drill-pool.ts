import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#forecast-lib';
import { DrillPod, type DrillPodPlan } from './drill-pool-pod.ts';

export interface DrillPoolPlan extends DrillPodPlan {
  /** How long a pod takes until it is ready, on average, in seconds of the trace. */
  readonly coldStartSeconds: number;
  readonly seed: number;
  /** One is free again when its pod has ended. */
  readonly addresses: readonly string[];
}

export const COST = 'controller.kubernetes.io/pod-deletion-cost';
/** Starts take from two thirds to four thirds of the mean. */
const SPREAD = 2 / 3;
const PROBE_MS = 100;

/** Pods as processes, kept at a number as a Deployment keeps them. */
export class DrillPool {
  readonly #plan: DrillPoolPlan;
  readonly #random: () => number;
  readonly #closing = new AbortController();
  readonly #probing: Promise<void>;
  #pods: DrillPod[] = [];
  #desired = 0;
  #count = 0;
  /** What went wrong when pods began or ended. */
  readonly troubles: string[] = [];

  constructor(plan: DrillPoolPlan) {
    this.#plan = plan;
    this.#random = seededRandom(plan.seed);
    this.#probing = this.#probe();
  }

  get pods(): readonly DrillPod[] {
    return this.#pods;
  }

  get desired(): number {
    return this.#desired;
  }

  /** Pods that were asked for and not asked to go. */
  get staying(): readonly DrillPod[] {
    return this.#pods.filter(({ leaving }) => !leaving);
  }

  get ready(): number {
    return this.#pods.filter(({ isReady }) => isReady).length;
  }

  /** Makes them so many. */
  scale(count: number): void {
    this.#desired = count;
    const { staying } = this;
    for (let more = staying.length; more < count; more++) this.#begin();
    const first = [...staying].sort(byDeletion).slice(0, Math.max(0, staying.length - count));
    for (const pod of first) pod.leave();
  }

  /** Kills the oldest that is ready, which has the most people, and gives its name; another is begun. */
  kill(): string | undefined {
    const pod = this.#pods.find(({ isReady }) => isReady);
    if (pod === undefined) return undefined;
    void pod.kill().then(() => {
      if (!this.#closing.signal.aborted) this.scale(this.#desired);
    });
    return pod.name;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#probing;
    await Promise.all(this.#pods.map((pod) => pod.kill()));
  }

  #begin(): void {
    const { coldStartSeconds, addresses } = this.#plan;
    const address = addresses.find((one) => this.#pods.every(({ ip }) => ip !== one));
    // So many pods are leaving that there is no room: when one has left, this is called again.
    if (address === undefined) return;
    const start = coldStartSeconds * (SPREAD + (2 - 2 * SPREAD) * this.#random());
    const pod = new DrillPod(`pod-${++this.#count}`, address, start, this.#plan);
    this.#pods.push(pod);
    void pod.gone.then((trouble) => {
      this.#pods = this.#pods.filter((one) => one !== pod);
      if (trouble !== undefined) this.troubles.push(`${pod.name}: ${trouble}`);
      if (!this.#closing.signal.aborted) this.scale(this.#desired);
    });
  }

  /** Asks pods how they are, as a kubelet does: none waits for another. */
  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      for (const pod of this.#pods) void pod.probe();
      await pause(PROBE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** What a ReplicaSet deletes first: what is not ready; what is cheapest; what is younger. */
function byDeletion(one: DrillPod, other: DrillPod): number {
  const unready = Number(one.isReady) - Number(other.isReady);
  const cost = Number(one.annotations[COST] ?? 0) - Number(other.annotations[COST] ?? 0);
  return unready || cost || (other.readyAt ?? 0) - (one.readyAt ?? 0);
}
