import type { PodStart } from './lead-time.ts';

/** One pod as it is now. */
export interface Pod extends PodStart {
  readonly name: string;
  /** Its address; null while it has none. */
  readonly ip: string | null;
  readonly ready: boolean;
  /** Whether it is on its way out: it counts no more. */
  readonly leaving: boolean;
  /** Since when it takes no newcomers, as was written on it when it was asked to; null while it does. */
  readonly closedAt: number | null;
}

/** The pods of a workload at a time. */
export interface PodsSeen {
  readonly at: number;
  /** As HPA counts them; null when that is not known. */
  readonly count: number | null;
  readonly ready: number | null;
  /** One by one, where that can be seen. */
  readonly pods: readonly Pod[];
}

/**
 * Looks at the pods of one workload.
 *
 * - `look` MUST end with the signal, and reject when the pods cannot be seen: none seen is not the same as none there.
 */
export interface PodSource {
  look(at: number, signal: AbortSignal): Promise<PodsSeen>;
  close(): Promise<void>;
}

/** Where nobody says which pods there are: what was asked for is taken for what there is. */
export const UNSEEN_PODS: PodSource = {
  look: async (at) => ({ at, count: null, ready: null, pods: [] }),
  close: async () => {},
};
