import type { HpaBehavior, HpaTolerance } from './hpa-spec.ts';
import type { ScalerHere } from './keda-ask.ts';
import type { Trace } from './trace.ts';

/** What a policy sees of one pod. */
export interface SeenPod {
  readonly name: string;
  readonly ready: boolean;
  readonly createdAt: number;
  /** When it was ready to take people; null while it is not. */
  readonly readyAt: number | null;
  readonly connections: number;
  /** Since when it takes nobody; null while it does. Seconds from the start. */
  readonly shutAt: number | null;
}

/** What was scraped last. Times are seconds from the start of the trace. */
export interface Scrape {
  readonly second: number;
  /** People on pods and at the door; null when the scrape failed for too long. */
  readonly people: number | null;
  /** New connections in all since the start. */
  readonly opened: number;
}

/** What a policy sees when it decides. */
export interface PoolView extends Scrape {
  /** Pods asked for. */
  readonly replicas: number;
  readonly pods: readonly SeenPod[];
}

/** What a policy asks of single pods besides their number. */
export interface PodOrders {
  /** Pods that shall take nobody from now on. */
  readonly shut: readonly string[];
  /** Pods that shall take people again. */
  readonly open: readonly string[];
}

export const NO_ORDERS: PodOrders = { shut: [], open: [] };

/** What a run of a policy is told of the pool. */
export interface PoolSetting {
  readonly capacity: number;
  readonly coldStartSeconds: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** In seconds. */
  readonly scrapeSeconds: number;
  /** Of the start, in epoch milliseconds. */
  readonly startAt: number;
  /** The trace itself, for who cheats on purpose. */
  readonly trace: Trace;
  readonly hpa: { readonly behavior: HpaBehavior; readonly tolerance: HpaTolerance };
}

/** A policy that lives through a trace. */
export interface PolicyRun {
  /** Called at each scrape, also when it failed. */
  see(scrape: Scrape): void;
  /** Called every minute. */
  decide(view: PoolView): PodOrders;
  /** What KEDA asks. */
  readonly scaler: ScalerHere;
}

/**
 * A way to say how many pods there shall be: a plug-in of the benchmark.
 *
 * - `start` MUST give a run that has nothing in common with another.
 * - A run MUST decide from what it is shown alone, unless it says of itself that it is an oracle.
 * - `scaler` MUST answer at once, from what was decided last.
 */
export interface PoolPolicy {
  readonly name: string;
  readonly about: string;
  /** Whether its pods hand people over when they go, or drop them as pods do that nobody taught. */
  readonly handsOver: boolean;
  /** Whether the emptiest pods are marked as the cheapest to delete. */
  readonly costs: boolean;
  readonly hpa: { readonly behavior: HpaBehavior; readonly tolerance: HpaTolerance };
  start(setting: PoolSetting): PolicyRun;
}

/** A scaler with one metric whose value and target are computed when KEDA asks. */
export function metricScaler(metricName: string, target: number, value: () => number | null): ScalerHere {
  const specs = [{ metricName, targetSize: Math.ceil(target), targetSizeFloat: target }];
  return ({ call }) => {
    if (call === 'spec') return { specs };
    if (call === 'rebuild') return { done: true };
    const now = value();
    if (now === null) return { error: 'no value' };
    if (call === 'active') return { active: now > 0 };
    return { values: [{ metricName, metricValue: Math.ceil(now), metricValueFloat: now }] };
  };
}
