import { isDeepStrictEqual } from 'node:util';
import { type Decision, plan } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { ScalerFault } from './scaler-fault.ts';

/** The version of the planner's rules. It changes when the same input may give another decision. */
export const PLAN_VERSION = 1;

/** A decision with all that it was made from: JSON there and back leaves it the same. */
export interface DecisionRecord {
  readonly version: number;
  readonly input: PlanInput;
  readonly decision: Decision;
}

/** Decides, and keeps why. */
export function decide(input: PlanInput): DecisionRecord {
  return { version: PLAN_VERSION, input, decision: plan(input) };
}

/** What making a decision again showed. */
export interface Recomputed {
  readonly decision: Decision;
  /** Whether it is the decision of the record, to the last number. */
  readonly same: boolean;
}

/**
 * Makes a decision again from its record.
 *
 * @throws ScalerFault `bad-record`
 */
export function recompute(record: unknown): Recomputed {
  const { input, decision } = parseRecord(record);
  const again = plan(input);
  return { decision: again, same: isDeepStrictEqual(asJson(again), asJson(decision)) };
}

/** The lines that a person reads who asks why: each rule that changed the count. */
export function explain({ decision, input }: DecisionRecord): readonly string[] {
  return [
    `${new Date(input.at).toISOString()} ${input.workload}: ${decision.reason}`,
    ...decision.steps.map(({ rule, from, to, why }) => `  ${rule}: ${from} → ${to}, ${why}`),
    ...doorLines(decision),
  ];
}

function doorLines({ letGo }: Decision): readonly string[] {
  if (letGo === undefined) return [];
  const said = [
    ['closed to newcomers', letGo.shut],
    ['opened again', letGo.open],
    ['let go', letGo.go],
  ] as const;
  return said.flatMap(([what, names]) => (names.length === 0 ? [] : [`  ${what}: ${names.join(', ')}`]));
}

function parseRecord(record: unknown): DecisionRecord {
  const { version, input, decision } = (record ?? {}) as Partial<DecisionRecord>;
  if (version !== PLAN_VERSION) throw new ScalerFault('bad-record', [`its version is ${version}, not ${PLAN_VERSION}`]);
  const whole = Array.isArray(input?.metrics) && Array.isArray(input.history) && typeof input.policy === 'object';
  if (input === undefined || !whole || decision === undefined)
    throw new ScalerFault('bad-record', ['a part is missing']);
  return { version, input, decision };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
