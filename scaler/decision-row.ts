import type { DecisionRecord } from './decision-record.ts';
import type { Mode } from './ladder.ts';
import type { Ledger, LedgerRow } from './ledger.ts';

/** A decision as the ledger keeps it: its record, and what became of it. */
export interface WrittenDecision extends DecisionRecord {
  readonly mode: Mode;
  /** What KEDA was told. */
  readonly told: number;
  /** The pods that were ready, or there where nobody says which are ready; absent or null where nobody looked. */
  readonly ready?: number | null;
  /** What plain HPA would have been told. */
  readonly reactive: { readonly desired: number; readonly reason: string };
}

/** The decision of a row; undefined where it has none. Whether its record can be made again shows when it is. */
export function writtenDecision({ kind, data }: LedgerRow): WrittenDecision | undefined {
  const { input, decision, reactive, told } = (data ?? {}) as Partial<WrittenDecision>;
  const whole =
    kind === 'decision' &&
    Array.isArray(input?.metrics) &&
    typeof decision?.desired === 'number' &&
    typeof reactive?.desired === 'number' &&
    typeof told === 'number';
  return whole ? (data as WrittenDecision) : undefined;
}

/** The last decision about a workload that was written down. */
export async function lastDecision(ledger: Ledger, workload: string): Promise<WrittenDecision | undefined> {
  const [row] = await ledger.read({ kind: 'decision', workload, limit: 1 });
  return row === undefined ? undefined : writtenDecision(row);
}
