import type { CountedPod } from './pod-counts.ts';
import { learnFlow, type SessionFlow } from './session-flow.ts';
import type { StickyScene } from './sticky-scene.ts';
import type { Sticky } from './workload.ts';

/** Watches the pods of a workload whose people stay: what they hold, and how people come and go. */
export class StickyWatch {
  readonly #sticky: Sticky;
  readonly #capacityPerPod: number;
  #flow: SessionFlow | null = null;
  #opened = 0;
  #lookedAt = Number.POSITIVE_INFINITY;
  readonly #openedOf = new Map<string, number>();
  #going: ReadonlySet<string> = new Set();
  #before: ReadonlyMap<string, CountedPod> = new Map();
  /** What was counted last; undefined where it was not in this round. */
  counted: readonly CountedPod[] | undefined;

  constructor(sticky: Sticky, capacityPerPod: number) {
    this.#sticky = sticky;
    this.#capacityPerPod = capacityPerPod;
  }

  /** Takes what pods hold now. A look in which one of them is silent teaches nothing, or its people would seem to have left. */
  take(at: number, counted: readonly CountedPod[]): void {
    this.counted = counted;
    const serving = counted.filter(({ ready, name }) => ready && !this.#going.has(name));
    if (serving.some(({ connections }) => connections === null)) return;
    const opened = serving.some((pod) => pod.opened === null) ? null : this.#openedBy(counted, serving);
    const people = serving.reduce((sum, { connections }) => sum + (connections ?? 0), 0);
    this.#flow = learnFlow(this.#flow, at, people, opened);
    this.#before = new Map(serving.map((pod) => [pod.name, pod]));
    this.#lookedAt = at;
  }

  /** Nobody can be asked in this round. */
  miss(): void {
    this.counted = undefined;
  }

  /** These were asked to hand their people over: who comes from there to others is no newcomer. */
  release(names: readonly string[]): void {
    this.#going = new Set(names);
  }

  /** What a decision is made from; undefined where no pod was seen. */
  scene(): StickyScene | undefined {
    if (this.counted === undefined || this.counted.length === 0) return undefined;
    const { people, rules } = this.#sticky;
    const pods = this.counted.map(({ name, ready, createdAt, connections, closedAt }) => {
      // Of whom nothing is known may hold as many as it can.
      const held = ready ? (connections ?? this.#before.get(name)?.connections ?? this.#capacityPerPod) : 0;
      return { name, ready, createdAt, connections: held, shutAt: closedAt };
    });
    return { people, pods, flow: this.#flow, rules };
  }

  /** All that pods ever let in, without those who came from pods that were let go. A counter that is lower began anew. */
  #openedBy(counted: readonly CountedPod[], serving: readonly CountedPod[]): number {
    let more = 0;
    for (const { name, opened, createdAt } of counted) {
      if (opened === null) continue;
      // Of a pod that was there before, and is seen for the first time, nobody knows when those came.
      const before = this.#openedOf.get(name) ?? (createdAt > this.#lookedAt ? 0 : opened);
      more += opened >= before ? opened - before : opened;
      this.#openedOf.set(name, opened);
    }
    const known = new Set(counted.map(({ name }) => name));
    for (const name of this.#openedOf.keys()) if (!known.has(name)) this.#openedOf.delete(name);
    const there = new Set(serving.map(({ name }) => name));
    let moved = 0;
    for (const [name, { connections }] of this.#before) {
      if (!there.has(name) && this.#going.has(name)) moved += connections ?? 0;
    }
    this.#opened += Math.max(0, more - moved);
    return this.#opened;
  }
}
