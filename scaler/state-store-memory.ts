import type { KeptState, LearnedState, RunState } from './run-state.ts';
import type { StateStore } from './state-store.ts';

/** Keeps states in this process. */
export class StateStoreMemory implements StateStore {
  readonly #run = new Map<string, RunState>();
  readonly #learned = new Map<string, LearnedState>();

  async load(workload: string): Promise<Partial<KeptState>> {
    const [run, learned] = [this.#run.get(workload), this.#learned.get(workload)];
    return { ...(run && { run }), ...(learned && { learned }) };
  }

  async claim(workload: string, state: RunState): Promise<boolean> {
    if ((this.#run.get(workload)?.at ?? Number.NEGATIVE_INFINITY) >= state.at) return false;
    this.#run.set(workload, state);
    return true;
  }

  async learned(workload: string, state: LearnedState): Promise<void> {
    this.#learned.set(workload, state);
  }

  async close(): Promise<void> {}
}
