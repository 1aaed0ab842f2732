import { type CountPath, lookAhead } from './plan-ahead.ts';
import type { PlanInput } from './plan-input.ts';
import { needNow, PACING, REACHING, type RuleContext, STAYING, WANTING } from './plan-rules.ts';
import { sayPods } from './plan-words.ts';
import { type LetGo, letGoOf } from './sticky-scene.ts';

type Rules = typeof WANTING | typeof PACING | typeof REACHING | typeof STAYING;

export type RuleName =
  | 'need'
  | keyof typeof WANTING
  | keyof typeof PACING
  | keyof typeof REACHING
  | keyof typeof STAYING;

/** One rule that changed the count. */
export interface PlanStep {
  readonly rule: RuleName;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** How many pods there shall be, and why. */
export interface Decision {
  readonly workload: string;
  readonly at: number;
  readonly desired: number;
  /** What was wanted before limits of pace held it. */
  readonly recommended: number;
  /** What limits of pace and the bounds left of it, before it was raised to what HPA reaches. */
  readonly paced: number;
  /** What is needed now, whatever comes. */
  readonly reactive: number;
  /** The metric that the pods are for; null when no metric says anything. */
  readonly binding: string | null;
  /** The rule that said the last word. */
  readonly rule: RuleName;
  /** In words, for a person. */
  readonly reason: string;
  /** Every rule that changed the count, in their order. */
  readonly steps: readonly PlanStep[];
  /** What will be asked for, if nothing new is learned; null when no forecast says it. */
  readonly ahead: CountPath | null;
  /** Which pods are closed, opened and let go; absent where people do not stay, or nobody says which pods there are. */
  readonly letGo?: LetGo;
}

/**
 * Decides how many pods there shall be: what is needed now and what forecasts say until new pods carry load, held to
 * the policy's pace, bounds and to what HPA can reach.
 *
 * Whatever it is given, the count is a whole number from minReplicas to maxReplicas, and not below what is needed now
 * unless maxReplicas is. A forecast with wrong numbers is left out. It looks at no clock: the same input gives the
 * same decision, so that every decision can be made again from its record.
 */
export function plan(input: PlanInput): Decision {
  const now = needNow(input);
  const ahead = lookAhead(input);
  const context: RuleContext = { input, now, ahead };
  const steps: PlanStep[] = [{ rule: 'need', from: 0, to: now.pods, why: now.why }];
  const wanted = followRules(WANTING, now.pods, context, steps);
  const recommended = PACING.bounds(wanted, context)?.to ?? wanted;
  const paced = followRules(PACING, wanted, context, steps);
  const reached = followRules(REACHING, paced, context, steps);
  const held = steps.some(({ rule }) => rule === 'outage' || rule === 'unknown');
  const letGo = letGoOf(input, reached, held, ahead?.path ?? null);
  const desired = followRules(STAYING, reached, { ...context, letGo }, steps);
  const forecasts = steps.some(({ rule }) => rule === 'forecast');
  return {
    workload: input.workload,
    at: input.at,
    desired,
    recommended,
    paced,
    reactive: PACING.bounds(now.pods, context)?.to ?? now.pods,
    binding: (forecasts ? ahead?.binding : now.name) ?? null,
    rule: steps.at(-1)?.rule ?? 'need',
    reason: `${sayPods(desired)}: ${steps.map(({ why }) => why).join('; ')}`,
    steps,
    ahead: ahead?.path ?? null,
    ...(letGo !== undefined && { letGo }),
  };
}

function followRules(rules: Rules, from: number, context: RuleContext, steps: PlanStep[]): number {
  let count = from;
  for (const [name, rule] of Object.entries(rules)) {
    const change = rule(count, context);
    if (change === undefined) continue;
    steps.push({ rule: name as RuleName, from: count, ...change });
    count = change.to;
  }
  return count;
}
