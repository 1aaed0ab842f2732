import type { Snapshot } from './snapshot.ts';

/** Ends a watch. */
export type Unwatch = () => void;

/**
 * Keeps the last snapshot of every workload, for the door that KEDA asks at. Several places may share one.
 *
 * - `latest` MUST answer from memory, at once: it is asked inside KEDA's calls, which have no deadline and block a loop.
 * - Of two snapshots of one workload, the one that was decided later MUST win, in whatever order they come.
 * - Snapshots of different workloads MUST NOT touch each other, whatever their names are.
 * - `watch` MUST tell of every snapshot that became the latest after it began, in order, until it is ended; a listener
 *   that throws MUST NOT keep others from hearing.
 */
export interface SnapshotStore {
  latest(workload: string): Snapshot | undefined;
  /** Resolves when it is kept, or when a later one is kept already. */
  put(snapshot: Snapshot): Promise<void>;
  watch(workload: string, listener: (snapshot: Snapshot) => void): Unwatch;
}
