import type { Executed, Wanted } from './executor.ts';

/** What was changed and is not true yet. */
export interface Pending {
  readonly from: number;
  readonly to: number;
  readonly deadlineAt: number;
  /** The most pods that were ready since. */
  readonly ready: number;
}

/** What an executor remembers between two decisions. */
export interface ExecutionState {
  readonly pending: Pending | null;
  /** Until when nothing but what is needed now is changed. */
  readonly frozenUntil: number;
  /** Changes in a row that did not come true. */
  readonly failures: number;
}

export const NO_EXECUTION: ExecutionState = { pending: null, frozenUntil: 0, failures: 0 };

/** What there is: pods that were asked for, and pods that are ready. */
export interface Standing {
  readonly asked: number;
  readonly ready: number;
}

/** What is to be done, and what is to be remembered once it is done. */
export interface Execution {
  /** The count to ask for; null to leave it. */
  readonly change: number | null;
  readonly state: ExecutionState;
  readonly outcome: Exclude<Executed['outcome'], 'answered' | 'failed'>;
  readonly reason: string;
}

const LEAST_DEADLINE_MS = 120_000;
const FREEZE_MS = 300_000;
const LONGEST_FREEZE_MS = 3_600_000;

/**
 * What an executor does next: looks whether its last change came true, takes it back when it did not in three lead times
 * without any pod more, and then holds still for a while (five minutes, twice as long each time, at most an hour), but for
 * pods that are needed now. Pure.
 */
export function nextExecution(state: ExecutionState, wanted: Wanted, { asked, ready }: Standing): Execution {
  const { at, replicas, neededNow } = wanted;
  const checked = check(state, wanted, { asked, ready });
  if (checked.outcome === 'rolled-back') return checked;
  const target = at < checked.state.frozenUntil ? Math.max(asked, neededNow) : replicas;
  if (target === asked) {
    const frozen = target !== replicas;
    const reason = frozen
      ? `changes are held until ${new Date(checked.state.frozenUntil).toISOString()}`
      : checked.reason;
    const outcome = frozen ? 'frozen' : checked.outcome;
    return { change: null, state: checked.state, outcome, reason };
  }
  const { pending } = checked.state;
  const goesOn = pending !== null && target > asked === pending.to > pending.from;
  const next: Pending = {
    from: goesOn ? pending.from : asked,
    to: target,
    // A target that moves on must not put off the day on which somebody looks whether any pod came.
    deadlineAt: goesOn ? pending.deadlineAt : deadlineOf(wanted),
    ready: goesOn ? pending.ready : ready,
  };
  return {
    change: target,
    state: { ...checked.state, pending: next },
    outcome: 'changed',
    reason: `from ${asked} to ${target}`,
  };
}

function check(state: ExecutionState, wanted: Wanted, { asked, ready }: Standing): Execution {
  const { pending } = state;
  const keep = (outcome: Execution['outcome'], reason: string, after: ExecutionState = state): Execution => ({
    change: null,
    state: after,
    outcome,
    reason,
  });
  if (pending === null) return keep('unchanged', 'it is so already');
  if (asked !== pending.to) return keep('unchanged', 'somebody else changed it', { ...state, pending: null });
  const isTrue = pending.to > pending.from ? ready >= pending.to : ready <= pending.to;
  if (isTrue) return keep('verified', `${ready} pods are ready`, { ...state, pending: null, failures: 0 });
  if (ready > pending.ready && pending.to > pending.from) {
    const later = { ...pending, ready, deadlineAt: deadlineOf(wanted) };
    return keep('unchanged', `${ready} of ${pending.to} pods are ready`, { ...state, pending: later });
  }
  if (wanted.at < pending.deadlineAt) return keep('unchanged', `${ready} of ${pending.to} pods are ready`);
  return takeBack(state, pending, wanted, ready);
}

function takeBack(state: ExecutionState, pending: Pending, wanted: Wanted, ready: number): Execution {
  const failures = state.failures + 1;
  const frozenUntil = wanted.at + Math.min(FREEZE_MS * 2 ** (failures - 1), LONGEST_FREEZE_MS);
  const after: ExecutionState = { pending: null, frozenUntil, failures };
  const back = Math.max(pending.from, wanted.neededNow);
  const reason = `only ${ready} pods are ready where ${pending.to} were asked for`;
  // Pods that do not go away are not made more by asking for more.
  const change = pending.to > pending.from && back < pending.to ? back : null;
  return { change, state: after, outcome: 'rolled-back', reason };
}

function deadlineOf({ at, leadSeconds }: Wanted): number {
  return at + Math.max(3 * leadSeconds * 1000, LEAST_DEADLINE_MS);
}
