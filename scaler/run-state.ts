import type { LadderState } from './ladder.ts';
import type { Contest } from './model-contest.ts';
import type { ErrorScore } from './model-score.ts';
import type { Asked } from './ready-pods.ts';
import type { Snapshot } from './snapshot.ts';
import { parseSnapshot } from './snapshot-parse.ts';
import type { DecisionMemory } from './workload-decision.ts';

/** What the next decision of a workload has to know of the last, as JSON holds it. Replicas take it from each other. */
export interface RunState {
  readonly version: 1;
  /** Of which decision. */
  readonly at: number;
  readonly memory: DecisionMemory;
  readonly asked: readonly Asked[];
  readonly mode: LadderState['mode'];
  readonly since: number;
  readonly setBackAt: readonly number[];
  /** What is answered from since. */
  readonly snapshot: Snapshot;
}

/** Which model decides about a metric, and what is known of how good it is. */
export interface MetricStanding {
  readonly champion: string;
  readonly contest: Contest;
  readonly scores: readonly ErrorScore[];
}

/** What was learned about a workload in hours and days, as JSON holds it: kept less often, since it changes slowly. */
export interface LearnedState {
  readonly version: 1;
  readonly at: number;
  readonly hours: LadderState['hours'];
  readonly metrics: Readonly<Record<string, MetricStanding>>;
}

/** What is kept of a workload. */
export interface KeptState {
  readonly run: RunState;
  readonly learned: LearnedState;
}

type Part = keyof KeptState;

/**
 * Reads a part that was kept, perhaps by another version: what cannot be read was never there, and is learned again.
 */
export function readPart<Name extends Part>(name: Name, text: string | null | undefined): KeptState[Name] | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return SHAPES[name](value as never) ? (value as KeptState[Name]) : undefined;
  } catch {
    return undefined;
  }
}

const SHAPES = {
  run: (state: Partial<RunState> | null) =>
    state?.version === 1 &&
    Number.isFinite(state.at) &&
    typeof state.mode === 'string' &&
    Number.isFinite(state.since) &&
    [state.memory?.planned, state.memory?.reactive, state.asked, state.setBackAt].every(Array.isArray) &&
    parseSnapshot(state.snapshot).decidedAt === state.at,
  learned: (state: Partial<LearnedState> | null) =>
    state?.version === 1 &&
    Number.isFinite(state.at) &&
    Array.isArray(state.hours) &&
    typeof state.metrics === 'object' &&
    state.metrics !== null,
};
