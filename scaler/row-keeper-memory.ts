import { CHAIN_START, type ChainHead, type StoredRow } from './ledger-row.ts';
import type { RowKeeper, RowRange } from './row-keeper.ts';

/** As many as a ledger in memory holds; the oldest are forgotten beyond it. */
const MOST_ROWS = 20_000;

/** Keeps rows in this process, and the last of them only: for tests, drills, and whoever needs no past. */
export class RowKeeperMemory implements RowKeeper {
  readonly #most: number;
  #rows: StoredRow[] = [];
  #head = CHAIN_START;
  #anchor = CHAIN_START;

  constructor(most = MOST_ROWS) {
    this.#most = most;
  }

  async head(): Promise<ChainHead> {
    return this.#head;
  }

  async anchor(): Promise<ChainHead> {
    return this.#anchor;
  }

  async add(rows: readonly StoredRow[], follows: ChainHead): Promise<ChainHead> {
    if (follows.sequence !== this.#head.sequence || follows.hash !== this.#head.hash) return this.#head;
    this.#rows.push(...rows);
    this.#head = headOf(rows.at(-1) ?? follows);
    // Not at each row, or each would move all others.
    if (this.#rows.length > this.#most * 1.1) await this.forget(this.#rows.slice(0, this.#rows.length - this.#most));
    return this.#head;
  }

  async newest({ kind, workload, fromId, toId }: RowRange, count: number): Promise<readonly StoredRow[]> {
    const found = this.#rows.filter(
      (row) =>
        row.id >= fromId &&
        row.id < toId &&
        (kind === undefined || row.kind === kind) &&
        (workload === undefined || row.workload === workload),
    );
    return found.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, count);
  }

  async at(sequence: number): Promise<StoredRow | undefined> {
    return this.#rows.find((row) => row.sequence === sequence);
  }

  async page(afterSequence: number, count: number): Promise<readonly StoredRow[]> {
    const from = this.#rows.findIndex(({ sequence }) => sequence > afterSequence);
    return from < 0 ? [] : this.#rows.slice(from, from + count);
  }

  async forget(rows: readonly StoredRow[]): Promise<void> {
    const last = rows.at(-1);
    if (last === undefined) return;
    this.#anchor = headOf(last);
    this.#rows = this.#rows.filter(({ sequence }) => sequence > last.sequence);
  }

  async close(): Promise<void> {}

  /** Puts something else in the place of a row, as a broken disk does; undefined takes it away. For tests. */
  spoil(sequence: number, change: (row: StoredRow) => StoredRow | undefined): void {
    this.#rows = this.#rows.flatMap((row) => (row.sequence === sequence ? (change(row) ?? []) : row));
  }
}

function headOf({ sequence, hash }: ChainHead): ChainHead {
  return { sequence, hash };
}
