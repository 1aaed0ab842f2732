import type { PodsSeen } from './pod-source.ts';

/** What a workload's pods are to be, and what is known of them. */
export interface Wanted {
  readonly at: number;
  readonly replicas: number;
  /** Below this, nothing may bring the pods. */
  readonly neededNow: number;
  readonly seen: PodsSeen | undefined;
  /** How long pods take until they are ready. */
  readonly leadSeconds: number;
}

/** What became of it. */
export interface Executed {
  /**
   * "answered": nothing is done here, who asks is told. "unchanged": it is so already. "changed": it was made so, and is
   * looked at until it is true. "verified": it came true. "rolled-back": it did not come true in time and was taken back.
   * "frozen": after that, nothing is changed for a while, but for more pods where they are needed now. "failed": it could
   * not be made so.
   */
  readonly outcome: 'answered' | 'unchanged' | 'changed' | 'verified' | 'rolled-back' | 'frozen' | 'failed';
  readonly from: number | null;
  readonly to: number;
  readonly reason: string;
}

/**
 * Makes the pods of one workload as many as were decided.
 *
 * - `follow` is called after every decision, one call at a time. It MUST look before it acts, MUST check later whether what
 *   it did came true, and MUST take back or hold what did not.
 * - It MUST NOT bring the pods below `neededNow`, whatever went wrong.
 * - It MUST end with the signal, and reject nothing: what went wrong is an answer.
 */
export interface Executor {
  readonly kind: string;
  follow(wanted: Wanted, signal: AbortSignal): Promise<Executed>;
  close(): Promise<void>;
}
