import type { Mode } from './ladder.ts';
import type { CountPath } from './plan-ahead.ts';

/** What the last decision left behind to answer from, as JSON holds it. All that an answer needs, and the time. */
export interface Snapshot {
  /** As `workloadKey` writes it. */
  readonly workload: string;
  readonly decidedAt: number;
  readonly mode: Mode;
  /** What the plan wants. */
  readonly planned: number;
  /** What plain HPA would be told. */
  readonly reactive: number;
  /** The need of the live metrics, without anything else. */
  readonly neededNow: number;
  /** The pods that there were, or were asked for, whichever is more. */
  readonly lastKnown: number;
  /**
   * When the oldest of the live metrics was measured last, which may be long before this decision; null when one of them
   * never was. Decisions that go on without a measurement do not make it younger.
   */
  readonly liveAt: number | null;
  /** When the oldest of the forecasts was made; null when there is none. */
  readonly forecastAt: number | null;
  readonly ahead: CountPath | null;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** The decision in words. */
  readonly reason: string;
}

/**
 * Workloads of one name in different namespaces are different workloads.
 *
 * @example
 * workloadKey('shop', 'chat') // => 'shop/chat'
 */
export function workloadKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
