import { type DecisionRecord, decide } from './decision-record.ts';
import { countIn, type Mode } from './ladder.ts';
import { memorySeconds, type PastDecision, remember } from './pace.ts';
import { type Decision, plan } from './plan.ts';
import { type PlanInput, withoutForecast } from './plan-input.ts';
import type { Snapshot } from './snapshot.ts';

/** What a workload's next decision has to know of those before: each of the two plans has a past of its own. */
export interface DecisionMemory {
  readonly planned: readonly PastDecision[];
  readonly reactive: readonly PastDecision[];
}

export const NO_MEMORY: DecisionMemory = { planned: [], reactive: [] };

/** What is decided from, without the past. */
export type Moment = Omit<PlanInput, 'history'>;

/** How a workload stands, and when what is known of it was learned; as in a Snapshot. */
export interface Standing {
  readonly mode: Mode;
  readonly liveAt: number | null;
  readonly forecastAt: number | null;
}

/** One round: the decision with its record, what plain HPA would be told, what is answered from, what to remember. */
export interface WorkloadDecision {
  readonly record: DecisionRecord;
  readonly reactive: Decision;
  readonly snapshot: Snapshot;
  readonly memory: DecisionMemory;
}

/** Decides for a workload twice, by the plan and as plain HPA would, and makes the snapshot that KEDA is answered from. */
export function decideWorkload(moment: Moment, memory: DecisionMemory, standing: Standing): WorkloadDecision {
  const acts = standing.mode === 'up-only' || standing.mode === 'full';
  const { sticky, ...others } = moment;
  // Only a plan that takes pods away closes any: for the others it would wait for people whom nobody keeps from coming.
  const seen = standing.mode === 'full' && sticky !== undefined ? { ...others, sticky } : others;
  const record = decide({ ...asIfTold(seen, memory.planned, acts), history: memory.planned });
  const { decision } = record;
  const reactive = plan(withoutForecast({ ...asIfTold(moment, memory.reactive, !acts), history: memory.reactive }));
  const { minReplicas, maxReplicas } = moment.policy;
  const told = countIn(standing.mode, decision.desired, reactive.desired);
  const known = Math.max(moment.current ?? 0, told);
  return {
    record,
    reactive,
    memory: {
      planned: remembered(memory.planned, decision, moment),
      reactive: remembered(memory.reactive, reactive, moment),
    },
    snapshot: {
      ...standing,
      workload: moment.workload,
      decidedAt: moment.at,
      planned: decision.desired,
      reactive: reactive.desired,
      neededNow: decision.reactive,
      lastKnown: Math.min(Math.max(known, minReplicas), maxReplicas),
      ahead: decision.ahead,
      minReplicas,
      maxReplicas,
      reason: decision.reason,
    },
  };
}

/** The plan that is not told goes on from the pods that it would have, not from those that the other one made. */
function asIfTold(moment: Moment, history: readonly PastDecision[], told: boolean): Moment {
  return told ? moment : { ...moment, current: history.at(-1)?.desired ?? moment.current };
}

function remembered(history: readonly PastDecision[], decision: Decision, { at, policy }: Moment) {
  const { recommended, paced, desired } = decision;
  return remember(history, { at, recommended, paced, desired }, memorySeconds(policy));
}
