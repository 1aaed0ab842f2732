import type { ChainHead, StoredRow } from './ledger-row.ts';

/** Which rows are wanted: by what they are found by, and by id from the first until before the second. */
export interface RowRange {
  readonly kind?: string | undefined;
  readonly workload?: string | null | undefined;
  readonly fromId: string;
  readonly toId: string;
}

/**
 * Where a ledger's rows are kept. It knows nothing of hashes: what it is given it gives back, be it right or wrong.
 *
 * - `add` MUST add all rows and move the head to the last of them if the head is the one that they follow, and else
 *   nothing; either way it MUST tell the head that there is then. When it resolves, the rows MUST be safe.
 * - `newest` MUST give rows by id, the greatest first; `page` by sequence, the least first; each at most `count`.
 * - `forget` MUST remove the rows up to the given one, which then is the anchor.
 */
export interface RowKeeper {
  head(): Promise<ChainHead>;
  /** The last row that was forgotten, or where the chain starts. */
  anchor(): Promise<ChainHead>;
  add(rows: readonly StoredRow[], follows: ChainHead): Promise<ChainHead>;
  newest(range: RowRange, count: number): Promise<readonly StoredRow[]>;
  at(sequence: number): Promise<StoredRow | undefined>;
  page(afterSequence: number, count: number): Promise<readonly StoredRow[]>;
  forget(rows: readonly StoredRow[]): Promise<void>;
  close(): Promise<void>;
}
