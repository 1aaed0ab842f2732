import type { ChangeRecord } from './change-record.ts';
import type { LedgerEntry } from './ledger.ts';

/** What the scaler changed by itself, as a change that somebody made is kept, and why. */
export function changeByScaler(
  at: number,
  workload: string,
  change: Pick<ChangeRecord, 'what' | 'target' | 'before' | 'after'> & { readonly why: string },
): LedgerEntry {
  const who = { subject: 'scaler', roles: [], correlationId: '' };
  return { kind: 'change', at, workload, data: { who, ...change } satisfies ChangeRecord & { why: string } };
}
