import type { MetricState } from './metric-state.ts';
import { isOutage } from './outage.ts';
import type { PastDecision } from './pace.ts';
import type { Policy } from './policy-fields.ts';
import type { StickyScene } from './sticky-scene.ts';

/** Everything that a decision is made from, and nothing else is: JSON holds it, so that a decision can be made again. */
export interface PlanInput {
  readonly workload: string;
  /** Now, in epoch milliseconds. */
  readonly at: number;
  readonly policy: Policy;
  readonly metrics: readonly MetricState[];
  /** The pods that there are, as HPA counts them; null when that is not known. */
  readonly current: number | null;
  /** How long after this decision its pods carry load. */
  readonly leadSeconds: number;
  /** What was decided before, oldest first. */
  readonly history: readonly PastDecision[];
  /** Pods whose people stay; absent where they are let go as they are. */
  readonly sticky?: StickyScene;
}

/**
 * What plain HPA would be told: the same without looking ahead. Only that a fall was foreseen is kept, since an outage takes no
 * pod away whoever plans.
 */
export function withoutForecast(input: PlanInput): PlanInput {
  const { sticky: _, ...rest } = input;
  const { metrics, policy, at } = rest;
  return {
    ...rest,
    metrics: metrics.map((metric) => {
      const usual = isOutage(metric, policy.outageFall, at) ? metric.usual : null;
      return { ...metric, forecast: null, usual };
    }),
  };
}

/** The pods that nothing may be taken from: those that there are, or were asked for last. */
export function heldPods({ current, history, policy }: PlanInput): number {
  const known = Math.max(current ?? 0, history.at(-1)?.desired ?? 0);
  return Number.isFinite(known) ? Math.min(known, policy.maxReplicas) : policy.minReplicas;
}
