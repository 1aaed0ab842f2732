import { type CountPath, countAt } from './plan-ahead.ts';
import type { PlanInput } from './plan-input.ts';
import type { SessionFlow } from './session-flow.ts';
import { planSticky, type StickyPlan, type StickyPod } from './sticky-plan.ts';
import type { StickyRules } from './sticky-rules.ts';
import { isStorm } from './storm-governor.ts';

/** A fall is one only if nothing more is wanted for so long after it. */
const LATER_SECONDS = 3600;

/** The pods of a workload whose people stay, as a decision is made from them; JSON holds it. */
export interface StickyScene {
  /** The metric that counts the people. */
  readonly people: string;
  readonly pods: readonly StickyPod[];
  /** How they come and go; null until that is known. */
  readonly flow: SessionFlow | null;
  readonly rules: StickyRules;
}

/** Whom a decision lets go, and how many pods would have been asked for without anybody to wait for. */
export interface LetGo extends StickyPlan {
  readonly wanted: number;
}

/**
 * Looks whom the wanted count lets go; undefined where nobody says which pods there are.
 *
 * @param wanted what was decided without them
 * @param held whether a rule keeps pods because what is seen may be an outage
 */
export function letGoOf(input: PlanInput, wanted: number, held: boolean, path: CountPath | null): LetGo | undefined {
  const { sticky, at, metrics } = input;
  const people = metrics.find(({ name }) => name === sticky?.people);
  if (sticky === undefined || people === undefined) return undefined;
  const { pods, flow, rules } = sticky;
  const { value, forecast, capacityPerPod } = people;
  const unknown = value === null || Number.isNaN(value);
  const later = path === null ? undefined : countAt(path, at + rules.aheadSeconds * 1000, LATER_SECONDS);
  const soon = Math.ceil(rules.reopenSeconds / rules.roundSeconds) + 1;
  const most = forecast?.quantiles.at(-1)?.slice(0, soon) ?? [];
  const plan = planSticky({
    at,
    pods,
    wanted,
    wantedLater: later ?? null,
    wantedSoon: (path === null ? undefined : countAt(path, at, rules.aheadSeconds)) ?? null,
    peopleSoon: [value ?? 0, ...most],
    capacityPerPod,
    flow,
    storm: unknown || held || isStorm(flow, at, rules.reopenSeconds),
    rules,
  });
  return { ...plan, wanted };
}
