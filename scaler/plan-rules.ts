import { reachableBelow, reachableCount, type Tolerance } from './hpa.ts';
import { podsFor } from './metric-state.ts';
import { isOutage } from './outage.ts';
import { decisionsWithin, grown, shrunk } from './pace.ts';
import { type Ahead, bounded } from './plan-ahead.ts';
import { heldPods, type PlanInput } from './plan-input.ts';
import { sayNumber, sayPods, sayTime } from './plan-words.ts';
import { MOST_REPLICAS } from './policy-fields.ts';
import type { LetGo } from './sticky-scene.ts';

/** The metric that needs the most pods now. */
export interface NeedNow {
  readonly pods: number;
  readonly name: string | null;
  readonly why: string;
}

export interface RuleContext {
  readonly input: PlanInput;
  readonly now: NeedNow;
  readonly ahead: Ahead | undefined;
  /** Known once it was decided how many are wanted. */
  readonly letGo?: LetGo | undefined;
}

/** A count that a rule changes, and why; undefined where it changes nothing. */
type Rule = (count: number, context: RuleContext) => { readonly to: number; readonly why: string } | undefined;

/** What is needed now, whatever the future is: a number, whatever the metrics are. */
export function needNow({ metrics }: PlanInput): NeedNow {
  let most: NeedNow = { pods: 0, name: null, why: 'no metric has a value now' };
  for (const { name, value, capacityPerPod } of metrics) {
    if (value === null || Number.isNaN(value)) continue;
    const pods = Math.min(podsFor(value, capacityPerPod), MOST_REPLICAS);
    if (most.name !== null && pods <= most.pods) continue;
    most = { pods, name, why: `"${name}" is ${sayNumber(value)} now, ${sayNumber(capacityPerPod)} a pod` };
  }
  return most;
}

/** Rules that say what is wanted. */
export const WANTING = {
  forecast: (count, { ahead, input }) => {
    if (ahead === undefined || ahead.wanted <= count) return undefined;
    const { policy } = input;
    const seconds = Math.round((ahead.decisiveAt - input.at) / 1000);
    const level = policy.overloadRisk > 0 ? `risk ${policy.overloadRisk}` : levelOf(policy);
    const when = `at ${sayTime(ahead.decisiveAt)}, in ${seconds} s (lead ${sayNumber(input.leadSeconds)} s)`;
    return { to: ahead.wanted, why: `"${ahead.binding}" will be ${sayNumber(ahead.load)} (${level}) ${when}` };
  },

  restart: (count, { ahead, input }) => {
    const { restartSeconds } = input.policy;
    if (ahead === undefined || restartSeconds === 0) return undefined;
    const steps = Math.ceil(restartSeconds / ahead.need.stepSeconds);
    const again = Math.max(...ahead.need.pods.slice(0, steps + 1));
    const to = Math.min(again, heldPods(input));
    if (to <= count) return undefined;
    return { to, why: `${sayPods(to)} are needed again within ${sayNumber(restartSeconds)} s, a start costs as much` };
  },

  unknown: (count, { input }) => {
    const silent = input.metrics.filter(({ value }) => value === null || Number.isNaN(value));
    const to = heldPods(input);
    if (to <= count || (silent.length === 0 && input.metrics.length > 0)) return undefined;
    const names = silent.map(({ name }) => `"${name}"`).join(', ') || 'every metric';
    return { to, why: `${names} has no value now, so no pod is taken away` };
  },

  outage: (count, { input }) => {
    const to = heldPods(input);
    if (to <= count) return undefined;
    const fallen = input.metrics.find((metric) => isOutage(metric, input.policy.outageFall, input.at));
    if (fallen === undefined) return undefined;
    const fall = `"${fallen.name}" fell from ${sayNumber(fallen.usual ?? 0)} to ${sayNumber(fallen.value ?? 0)}`;
    return { to, why: `${fall} unforeseen, which may be an outage, so no pod is taken away` };
  },
} as const satisfies Record<string, Rule>;

/** Rules that hold the pace, and then the bounds. */
export const PACING = {
  stabilization: (count, { input }) => {
    const { stabilizationSeconds } = input.policy;
    const past = decisionsWithin(input.history, input.at, stabilizationSeconds);
    const to = stabilizationSeconds === 0 ? 0 : Math.max(0, ...past.map(({ recommended }) => recommended));
    if (to <= count) return undefined;
    return { to, why: `${sayPods(to)} were wanted within the last ${sayNumber(stabilizationSeconds)} s` };
  },

  shrink: (count, { input }) => {
    const { policy, history, at } = input;
    const base = Math.max(0, ...basesOf(history, at, policy.shrinkSeconds, input.current));
    const to = Math.max(shrunk(base, policy), leastFrom(input));
    if (to <= count) return undefined;
    const pace = `${sayNumber(policy.shrinkPercent)} % fewer in ${sayNumber(policy.shrinkSeconds)} s`;
    return { to, why: `from ${base} at most ${pace}` };
  },

  grow: (count, { input, now }) => {
    const { policy, history, at } = input;
    const base = Math.min(...basesOf(history, at, policy.growSeconds, input.current));
    if (!Number.isFinite(base)) return undefined;
    const to = Math.max(grown(base, policy), now.pods);
    if (to >= count) return undefined;
    return { to, why: `from ${base} at most to ${grown(base, policy)} in ${sayNumber(policy.growSeconds)} s` };
  },

  bounds: (count, { input }) => {
    const to = bounded(count, input.policy);
    if (to === count) return undefined;
    return { to, why: to > count ? `never fewer than minReplicas, ${to}` : `never more than maxReplicas, ${to}` };
  },
} as const satisfies Record<string, Rule>;

/** What HPA makes of it. */
export const REACHING = {
  reach: (count, { input }) => {
    const to = reached(count, input);
    if (to === count) return undefined;
    return { to, why: `from ${input.current} HPA's tolerance does not reach ${count}` };
  },
} as const satisfies Record<string, Rule>;

/** Who is there stays until it may go. */
export const STAYING = {
  stay: (count, { input, letGo }) => {
    const to = letGo === undefined ? count : reached(bounded(letGo.replicas, input.policy), input);
    if (to <= count) return undefined;
    return { to, why: `${sayPods(to - count)} more until their people have left` };
  },
} as const satisfies Record<string, Rule>;

/** Where it is not known how many there are, any count is as good as another. */
function reached(count: number, { policy, current }: PlanInput): number {
  if (current === null || !Number.isFinite(current)) return count;
  return reachableCount(current, count, policy.maxReplicas, toleranceOf(policy));
}

/**
 * The pace must not run ahead of the pods that there are, since HPA may hold them for reasons of its own. It goes on from the
 * last count within HPA's tolerance: a pace that stopped there would never take a pod away.
 */
function leastFrom({ current, policy }: PlanInput): number {
  if (current === null || !Number.isFinite(current)) return 0;
  return shrunk(Math.min(current, reachableBelow(current, toleranceOf(policy)) + 1), policy);
}

function toleranceOf({ toleranceUp, toleranceDown }: PlanInput['policy']): Tolerance {
  return { up: toleranceUp, down: toleranceDown };
}

/** The counts that were in force within a time; what there is when nothing was decided. */
function basesOf(
  history: PlanInput['history'],
  at: number,
  seconds: number,
  current: number | null,
): readonly number[] {
  const past = decisionsWithin(history, at, seconds).map(({ paced }) => paced);
  return past.length === 0 && current !== null && Number.isFinite(current) ? [current] : past;
}

function levelOf({ quantileLevel, headroom }: PlanInput['policy']): string {
  return quantileLevel > 0 ? `p${sayNumber(quantileLevel * 100)}` : `mean times ${sayNumber(headroom)}`;
}
