import type { Snapshot } from './snapshot.ts';
import type { SnapshotStore, Unwatch } from './snapshot-store.ts';

type Listener = (snapshot: Snapshot) => void;

/** Keeps snapshots in this process: for one scaler, or as the memory of a store that several share. */
export class SnapshotStoreMemory implements SnapshotStore {
  readonly #latest = new Map<string, Snapshot>();
  readonly #listeners = new Map<string, Set<Listener>>();

  latest(workload: string): Snapshot | undefined {
    return this.#latest.get(workload);
  }

  async put(snapshot: Snapshot): Promise<void> {
    const { workload, decidedAt } = snapshot;
    const before = this.#latest.get(workload);
    if (before !== undefined && before.decidedAt >= decidedAt) return;
    this.#latest.set(workload, snapshot);
    for (const listener of [...(this.#listeners.get(workload) ?? [])]) tell(listener, snapshot);
  }

  watch(workload: string, listener: Listener): Unwatch {
    const listeners = this.#listeners.get(workload) ?? new Set();
    this.#listeners.set(workload, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(workload) === listeners) this.#listeners.delete(workload);
    };
  }

  /** How many listen: nothing that ended may stay. */
  get watching(): number {
    return [...this.#listeners.values()].reduce((total, listeners) => total + listeners.size, 0);
  }
}

function tell(listener: Listener, snapshot: Snapshot): void {
  try {
    listener(snapshot);
  } catch (error) {
    // Thrown where nobody else's turn is lost by it.
    queueMicrotask(() => {
      throw error;
    });
  }
}
