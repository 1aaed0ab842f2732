import type { MemberRecord } from './storm-member.ts';

/** What a crowd is asked, and what it answers, between two processes. */
export type CrowdQuestion =
  | {
      readonly ask: 'enter';
      readonly name: string;
      readonly clients: number;
      readonly roomSize: number;
      readonly rude: boolean;
      readonly urls: readonly (readonly string[])[];
    }
  | { readonly ask: 'talk'; readonly perSecond: number; readonly letters: number; readonly seed: number }
  | { readonly ask: 'mark' }
  | { readonly ask: 'online' }
  /** So many of them read nothing and do nothing any more, until they are all thawed. */
  | { readonly ask: 'freeze'; readonly clients: number }
  | { readonly ask: 'thaw' }
  /** Each breaks its line so many times, each time at random once it is there. */
  | { readonly ask: 'cut'; readonly times: number; readonly seed: number }
  /** How long it took from the log to those who read. */
  | { readonly ask: 'latencies' }
  | { readonly ask: 'settle' };

export interface CrowdReport {
  readonly accepted: number;
  readonly refused: number;
  /** What the ledger found, by kind. */
  readonly faults: Readonly<Record<LedgerFault, number>>;
  /** One of each fault, in words. */
  readonly examples: readonly string[];
  readonly members: readonly MemberRecord[];
  /** From the log to somebody who hears it: of all, and of those whom nothing befell. */
  readonly latenciesMs: readonly number[];
  readonly othersMs: readonly number[];
  /** How long after it was due each thing began that a client did by itself: what the crowd, and not a pod, was late. */
  readonly lateMs: readonly number[];
}

export type LedgerFault = 'lost' | 'doubled' | 'reordered' | 'other';

export interface CrowdAnswer {
  readonly report?: CrowdReport;
  readonly online?: number;
  readonly latenciesMs?: readonly number[];
  readonly error?: string;
}

/**
 * Which kind of fault a sentence of the ledger tells of.
 *
 * @example
 * kindOfFault('ada: "m1" at 4 is missing') // => 'lost'
 */
export function kindOfFault(sentence: string): LedgerFault {
  if (sentence.endsWith('is missing')) return 'lost';
  if (sentence.includes(' and again at ')) return 'doubled';
  return sentence.includes(' came after ') ? 'reordered' : 'other';
}
