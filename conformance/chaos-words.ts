import type { SightReport } from './sight-audit.ts';

/** What the crowd of a chaos run is asked, and what it answers, between two processes. */
export type ChaosQuestion =
  | {
      readonly ask: 'enter';
      readonly seed: number;
      readonly clients: number;
      readonly roomSize: number;
      /** Addresses of all places. */
      readonly urls: readonly string[];
    }
  | { readonly ask: 'talk'; readonly perSecond: number }
  | { readonly ask: 'settle'; readonly patienceMs: number };

export interface ChaosCrowdReport extends SightReport {
  readonly clients: number;
  readonly readers: number;
  readonly accepted: number;
  /** Given up, and why: the sender was told. */
  readonly failed: Readonly<Record<string, number>>;
  readonly entriesShown: number;
  readonly gapsTold: number;
  /** Welcomes after the first, and how many of them went on without a gap. */
  readonly resumes: number;
  readonly resumed: number;
  /** From the loss of a socket to the next welcome, in milliseconds. */
  readonly resumeMs: readonly number[];
  /** How many had not come to rest in time. */
  readonly restless: number;
}

export interface ChaosAnswer {
  readonly report?: ChaosCrowdReport;
  readonly error?: string;
}
