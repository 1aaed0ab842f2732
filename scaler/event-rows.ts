import type { Ledger, LedgerRow } from './ledger.ts';

const PAGE = 500;

/**
 * The rows of planned events that were written since a time, in the order in which they were. Reads page by page, backwards:
 * one short read when nothing is new.
 *
 * @param fromAt epoch milliseconds
 * @throws ScalerFault `ledger-unavailable`
 */
export async function readEventRows(ledger: Ledger, fromAt: number): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (;;) {
    const page = await ledger.read({ kind: 'event', workload: null, fromAt, limit: PAGE, before: rows.at(-1)?.id });
    rows.push(...page);
    if (page.length < PAGE) return rows.sort((one, other) => one.sequence - other.sequence);
  }
}
