/**
 * What the ledger keeps: a decision with all that it was made from; a prediction, and later its outcome in a row of its
 * own; what became of a business event; a change that somebody made; how good a model was.
 */
export const LEDGER_KINDS = ['decision', 'prediction', 'outcome', 'event', 'change', 'performance'] as const;

export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** What is to be written down. */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  /** When it happened, in epoch milliseconds. */
  readonly at: number;
  /** As `workloadKey` writes it; null where it is about none. */
  readonly workload: string | null;
  /** Anything that JSON holds; at most 1 MB of it. */
  readonly data: unknown;
}

/** An entry that was written down. */
export interface LedgerRow extends LedgerEntry {
  /** Ids in the order of text are rows in the order of time. */
  readonly id: string;
  /** Which row it is: 1 is the first. */
  readonly sequence: number;
  readonly previousHash: string;
  /** SHA-256 (hex) of `previousHash` followed by the canonical JSON of `at`, `data`, `id`, `kind` and `workload`. */
  readonly hash: string;
}

export interface LedgerQuery {
  readonly kind?: LedgerKind | undefined;
  /** Null: only rows that are about none. */
  readonly workload?: string | null | undefined;
  /** From when, in epoch milliseconds. */
  readonly fromAt?: number | undefined;
  /** Until before when. */
  readonly toAt?: number | undefined;
  /** Only rows whose id is before this one: the last id of a page gives the next page. */
  readonly before?: string | undefined;
  /** At most so many rows: 1 to 1,000. */
  readonly limit: number;
}

/** What going through all rows showed. */
export interface LedgerCheck {
  readonly ok: boolean;
  /** Rows that were gone through. */
  readonly rows: number;
  /** How many of them are wrong. */
  readonly broken: number;
  /** The id of the first that is wrong, or that comes after some that are gone; "head" where the last ones are gone. */
  readonly brokenAt?: string;
}

/**
 * Writes down what was foreseen, decided and changed, and never anything else: rows are added, and forgotten from the
 * oldest on when they are too old.
 *
 * - What `append` resolved for MUST survive the death of this process a moment later, whatever it was doing (the memory
 *   keeper excepted, which lives no longer than its process). What it rejected for MAY have been written all the same.
 * - `appendAll` MUST write all of its entries, in their order and without another between them, or none.
 * - Several processes MAY append at once, and the rows MUST be one chain all the same (memory excepted).
 * - `read` MUST give the newest first, in the order of ids, each row once.
 * - A row that cannot be read, or is not as it was written, MUST be left out of `read` and `find` with a warning, MUST be
 *   told of by `verify`, and MUST NOT keep anything else from being read or written.
 * - `prune` MUST forget rows from the oldest on, up to the first that is not too old; what is left MUST still verify.
 * - Where the store cannot be reached everything MUST reject with `ledger-unavailable`, and work again afterwards.
 */
export interface Ledger {
  /** @throws ScalerFault `bad-entry`, `ledger-unavailable` */
  append(entry: LedgerEntry): Promise<LedgerRow>;
  /** @throws ScalerFault `bad-entry`, `ledger-unavailable` */
  appendAll(entries: readonly LedgerEntry[]): Promise<readonly LedgerRow[]>;
  /** @throws ScalerFault `bad-query`, `ledger-unavailable` */
  read(query: LedgerQuery): Promise<readonly LedgerRow[]>;
  /** @throws ScalerFault `ledger-unavailable` */
  find(id: string): Promise<LedgerRow | undefined>;
  /** Goes through every row: seconds for a million. */
  verify(): Promise<LedgerCheck>;
  /** Forgets rows from before a time; tells how many. */
  prune(beforeAt: number): Promise<number>;
  close(): Promise<void>;
}
