/** One measured number. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** What is asked of a collector: samples at and between two times, about one each step. */
export interface CollectWindow {
  /** Epoch milliseconds. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly stepSeconds: number;
  /** How long after whole multiples of the step samples are wanted, where the source lets us choose; 0 unless told. */
  readonly phaseMs?: number;
}

/**
 * Fetches one metric of one workload from where it is measured.
 *
 * - Samples MUST be finite, rising in time, one for each time, and not outside the window: what else a source sends is
 *   left out and told to `refused`. A gap is samples that are not there; it MUST NOT be filled.
 * - A window of any length MUST be served by requests that are each bounded, in time and in bytes: a start that fetches
 *   weeks is a long window.
 * - `collect` MUST end with the signal, and at the latest after the source's timeout for each request that it needs.
 * - It MUST NOT try again: the caller knows how often and how long, and what may be lost.
 * - `close` MUST end what is under way, and is safe to repeat.
 */
export interface Collector {
  /** @throws ScalerFault `source-…`, `bad-source`, `bad-answer`; the signal's reason where that ended it */
  collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]>;
  close(): Promise<void>;
}

/** Why samples of a source were left out. */
export const REFUSALS = {
  future: 'its time is further ahead than clocks may differ: set the clock of the source, or ours',
  'not-finite': 'it is not a finite number',
  'bad-time': 'its time is not a whole number of milliseconds after 1970',
  outside: 'its time is outside what was asked for',
  'too-old': 'it is older than what is still taken',
  duplicate: 'there is one for this time already',
  'too-many': 'more came than are taken',
} as const satisfies Record<string, string>;

export type RefusalReason = keyof typeof REFUSALS;

/** Samples that were left out, by reason. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly count: number;
  /** The first of them, in epoch milliseconds where that was a time. */
  readonly firstAt: number;
}
