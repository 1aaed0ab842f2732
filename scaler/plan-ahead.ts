import { type NeedPath, needPath } from './need-path.ts';
import { neededBefore } from './pace.ts';
import type { PlanInput } from './plan-input.ts';
import type { Policy } from './policy-fields.ts';

/** How many pods are to be asked for at even times to come, if nothing new is learned until then. */
export interface CountPath {
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly counts: readonly number[];
}

/** What the forecasts ask of now, and of the hour after it. */
export interface Ahead {
  readonly need: NeedPath;
  readonly path: CountPath;
  /** What is asked of now, before the policy's bounds. */
  readonly wanted: number;
  /** The time to come whose need decides about now. */
  readonly decisiveAt: number;
  readonly binding: string;
  readonly load: number;
}

const AHEAD_SECONDS = 3600;

/**
 * Looks ahead: at each time, as many pods as any time needs until pods that are asked for then carry load, and as many
 * as growth at the allowed pace needs for what comes later. Undefined when no forecast can be used.
 */
export function lookAhead({ metrics, policy, at, leadSeconds }: PlanInput): Ahead | undefined {
  const windowSeconds = leadSeconds + policy.prewarmSeconds;
  const seconds = Math.max(windowSeconds, policy.restartSeconds) + AHEAD_SECONDS;
  const need = needPath(metrics, policy, at, seconds);
  if (need === undefined) return undefined;
  const width = Math.ceil(windowSeconds / need.stepSeconds);
  const wanted = need.pods.map((_, step) => Math.max(...need.pods.slice(step, step + width + 1)));
  const counts = paced(wanted, need.stepSeconds, policy);
  const decisive = decisiveStep(need.pods, wanted[0] as number, counts[0] as number);
  return {
    need,
    path: { startAt: at, stepSeconds: need.stepSeconds, counts: counts.map((count) => bounded(count, policy)) },
    wanted: counts[0] as number,
    decisiveAt: at + decisive * need.stepSeconds * 1000,
    binding: need.binding[decisive] as string,
    load: need.load[decisive] as number,
  };
}

/** The step that the first count is for: the first with as much need, or the highest that growth has to begin for. */
function decisiveStep(pods: readonly number[], wanted: number, count: number): number {
  if (count === wanted) return pods.indexOf(wanted);
  return pods.indexOf(Math.max(...pods));
}

/** Raises what comes before until growth at the allowed pace reaches what comes after. */
function paced(wanted: readonly number[], stepSeconds: number, policy: Policy): number[] {
  const counts = [...wanted];
  const stepsPerPeriod = Math.max(1, Math.ceil(policy.growSeconds / stepSeconds));
  const periodsPerStep = Math.max(1, Math.floor(stepSeconds / policy.growSeconds));
  for (let step = counts.length - 2; step >= 0; step--) {
    // Within one period of growth all later steps share it, so the highest of them counts.
    let before = Math.max(...counts.slice(step + 1, step + 1 + stepsPerPeriod));
    for (let period = 0; period < periodsPerStep && before > 0; period++) before = neededBefore(before, policy);
    counts[step] = Math.max(counts[step] as number, before);
  }
  return counts;
}

export function bounded(count: number, { minReplicas, maxReplicas }: Policy): number {
  return Math.min(Math.max(count, minReplicas), maxReplicas);
}

/**
 * What a path says of the time from `at` on until `seconds` later: the highest of its counts then. Undefined when the
 * path has ended.
 *
 * @example
 * countAt({ startAt: 0, stepSeconds: 60, counts: [2, 3, 5] }, 60_000, 0) // => 3
 * countAt({ startAt: 0, stepSeconds: 60, counts: [2, 3, 5] }, 121_000, 0) // => undefined
 */
export function countAt({ startAt, stepSeconds, counts }: CountPath, at: number, seconds: number): number | undefined {
  const from = (at - startAt) / 1000 / stepSeconds;
  if (from > counts.length - 1) return undefined;
  const within = counts.slice(Math.max(0, Math.floor(from)), Math.ceil(from + seconds / stepSeconds) + 1);
  return within.length > 0 ? Math.max(...within) : undefined;
}
