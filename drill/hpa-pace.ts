import type { HpaSpec, ScalingPolicy, ScalingRules } from './hpa-spec.ts';

/** A count that was asked for, before it was held back. */
export interface Recommendation {
  readonly at: number;
  readonly replicas: number;
}

/** So many pods were added, or taken away. */
export interface ScaleEvent {
  readonly at: number;
  readonly change: number;
}

export interface HpaPast {
  readonly recommendations: readonly Recommendation[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

/**
 * Holds a wish back until it has been wished for long enough: more pods only as many as the least wish of the window for
 * going up, fewer only as few as the highest wish of the window for going down (stabilizeRecommendationWithBehaviors).
 */
export function stabilized(
  current: number,
  wished: number,
  past: readonly Recommendation[],
  at: number,
  { up, down }: HpaSpec['behavior'],
): number {
  let [least, most] = [wished, wished];
  for (const { at: then, replicas } of past) {
    if (then > at - up.stabilizationSeconds * 1000) least = Math.min(least, replicas);
    if (then > at - down.stabilizationSeconds * 1000) most = Math.max(most, replicas);
  }
  return Math.min(Math.max(current, least), most);
}

/** Holds a wish to what the policies of pace and the bounds allow (convertDesiredReplicasWithBehaviorRate). */
export function paced(current: number, wished: number, past: HpaPast, at: number, spec: HpaSpec): number {
  const { behavior, minReplicas, maxReplicas } = spec;
  if (wished > current) return Math.min(wished, maxReplicas, highestAllowed(current, past, at, behavior.up));
  if (wished < current) return Math.max(wished, minReplicas, lowestAllowed(current, past, at, behavior.down));
  return wished;
}

function highestAllowed(current: number, past: HpaPast, at: number, rules: ScalingRules): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map((policy) => {
    const before = atPeriodStart(current, past, at, policy);
    return policy.type === 'Pods' ? before + policy.value : Math.ceil(before * (1 + policy.value / 100));
  });
  return Math.max(current, chosen(limits, rules.select === 'Min' ? 'least' : 'most', current));
}

function lowestAllowed(current: number, past: HpaPast, at: number, rules: ScalingRules): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map((policy) => {
    const before = atPeriodStart(current, past, at, policy);
    return policy.type === 'Pods' ? before - policy.value : Math.trunc(before * (1 - policy.value / 100));
  });
  // The policy that lets the most change is, going down, the one with the fewest pods left.
  return Math.min(current, chosen(limits, rules.select === 'Min' ? 'most' : 'least', current));
}

/** How many there were before what the period has changed already, in either direction. */
function atPeriodStart(current: number, { ups, downs }: HpaPast, at: number, { periodSeconds }: ScalingPolicy): number {
  const since = at - periodSeconds * 1000;
  return current - changeSince(ups, since) + changeSince(downs, since);
}

function changeSince(events: readonly ScaleEvent[], since: number): number {
  return events.reduce((sum, event) => (event.at > since ? sum + event.change : sum), 0);
}

function chosen(limits: readonly number[], which: 'least' | 'most', none: number): number {
  if (limits.length === 0) return none;
  return which === 'least' ? Math.min(...limits) : Math.max(...limits);
}
