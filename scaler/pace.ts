import type { Policy } from './policy-fields.ts';

/** What was decided at a time. It holds until the next. */
export interface PastDecision {
  readonly at: number;
  /** What the plan wanted, before limits of pace held it. */
  readonly recommended: number;
  /** What pace and bounds made of it, before it was raised to what HPA reaches. Pace goes on from here. */
  readonly paced: number;
  /** What was asked for. */
  readonly desired: number;
}

/** The decisions that still held or were made in the last seconds, oldest first: limits count per time, not per decision. */
export function decisionsWithin(
  history: readonly PastDecision[],
  at: number,
  seconds: number,
): readonly PastDecision[] {
  const since = at - seconds * 1000;
  const past = history.filter((decision) => decision.at <= at);
  const first = past.findLastIndex((decision) => decision.at <= since);
  return past.slice(Math.max(0, first));
}

/**
 * The history with a decision more, without what no limit of the policy looks at any more.
 *
 * @example
 * remember([], { at: 5_000, recommended: 4, paced: 4, desired: 4 }, 60).length // => 1
 */
export function remember(
  history: readonly PastDecision[],
  decision: PastDecision,
  longestSeconds: number,
): readonly PastDecision[] {
  return [...decisionsWithin(history, decision.at, longestSeconds), decision];
}

/** For how long a decision has to be remembered. */
export function memorySeconds(policy: Policy): number {
  return Math.max(policy.growSeconds, policy.shrinkSeconds, policy.stabilizationSeconds);
}

/**
 * The most pods that there may be one period of growth after there were so many: always one more, at least.
 *
 * @example
 * grown(10, { growFactor: 2, growPods: 4 }) // => 20
 * grown(2, { growFactor: 2, growPods: 4 }) // => 6
 */
export function grown(count: number, { growFactor, growPods }: Pick<Policy, 'growFactor' | 'growPods'>): number {
  return Math.max(count + 1, Math.ceil(count * growFactor), count + growPods);
}

/**
 * The fewest pods from which one period of growth comes to so many.
 *
 * @example
 * neededBefore(20, { growFactor: 2, growPods: 4 }) // => 10
 * neededBefore(6, { growFactor: 2, growPods: 4 }) // => 2
 */
export function neededBefore(count: number, policy: Pick<Policy, 'growFactor' | 'growPods'>): number {
  // Rounding up lets a little less than the exact part grow to it.
  let least = Math.max(0, Math.min(count - policy.growPods, Math.floor((count - 1) / policy.growFactor)));
  while (grown(least, policy) < count) least++;
  return least;
}

/**
 * The fewest pods that there may be one period of shrinking after there were so many: one may always go, unless none may.
 *
 * @example
 * shrunk(100, { shrinkPercent: 10 }) // => 90
 * shrunk(5, { shrinkPercent: 10 }) // => 4
 * shrunk(5, { shrinkPercent: 0 }) // => 5
 */
export function shrunk(count: number, { shrinkPercent }: Pick<Policy, 'shrinkPercent'>): number {
  if (shrinkPercent === 0) return count;
  return Math.max(0, count - Math.max(1, Math.floor((count * shrinkPercent) / 100)));
}
