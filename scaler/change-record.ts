import type { LedgerEntry } from './ledger.ts';

/** Who asks for a change, as far as the audit must know. */
export interface Author {
  /** The subject of the token. */
  readonly subject: string;
  readonly roles: readonly string[];
  readonly correlationId: string;
}

/** What somebody changed, as the ledger keeps it: who, what, and how it was before and after. */
export interface ChangeRecord {
  readonly who: Author;
  /** A fixed word, such as "event-added". */
  readonly what: string;
  /** Which one. */
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
}

export function changeEntry(at: number, change: ChangeRecord): LedgerEntry {
  return { kind: 'change', at, workload: null, data: change };
}
