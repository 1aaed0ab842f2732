import type { KeptState, LearnedState, RunState } from './run-state.ts';

/**
 * Keeps what a workload's next decision has to know, for a restart and for other replicas.
 *
 * - `claim` MUST keep a state only if it is later than the one that is kept, and MUST say whether it did: of several replicas
 *   that decided about one moment, one alone is told `true`.
 * - What `claim` and `learned` kept MUST be there after a restart (the memory keeper excepted).
 * - `load` MUST leave out what cannot be read, and MUST NOT throw for it.
 * - Everything MUST end within a few seconds, and reject, where the store cannot be reached.
 */
export interface StateStore {
  load(workload: string): Promise<Partial<KeptState>>;
  claim(workload: string, state: RunState): Promise<boolean>;
  learned(workload: string, state: LearnedState): Promise<void>;
  close(): Promise<void>;
}
