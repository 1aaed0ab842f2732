import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { CHAIN_START, type ChainHead, type StoredRow } from './ledger-row.ts';
import type { RowKeeper, RowRange } from './row-keeper.ts';

/** How long another process may hold the file, as `scaler explain` does for a moment. */
const LOCK_WAIT_MS = 3_000;

/**
 * Writing ahead (WAL), so that readers in other processes keep nobody waiting; `synchronous=FULL` waits for the disk, so
 * that what was acknowledged survives a power cut and not just a killed process. The triggers keep everybody, who comes
 * with whatever tool, from changing a row by accident or taking one out of the middle.
 */
const SCHEMA = `
  PRAGMA busy_timeout = ${LOCK_WAIT_MS};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS ledger (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, workload TEXT,
    body TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ledger_by_id ON ledger (id);
  CREATE INDEX IF NOT EXISTS ledger_by_kind ON ledger (kind, id);
  CREATE INDEX IF NOT EXISTS ledger_by_workload ON ledger (workload, id);
  CREATE INDEX IF NOT EXISTS ledger_by_both ON ledger (workload, kind, id);
  CREATE TABLE IF NOT EXISTS ledger_end (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TRIGGER IF NOT EXISTS ledger_is_not_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'Rows of the ledger are never changed'); END;
  CREATE TRIGGER IF NOT EXISTS ledger_is_forgotten_from_the_oldest BEFORE DELETE ON ledger
    WHEN OLD.sequence > coalesce((SELECT sequence FROM ledger_end WHERE name = 'anchor'), 0)
    BEGIN SELECT RAISE(ABORT, 'Rows of the ledger are forgotten from the oldest on'); END;
  COMMIT;
`;

const COLUMNS = 'sequence, id, kind, workload, body, previous_hash AS previousHash, hash';

type End = 'head' | 'anchor';

/** Keeps rows in a file. `:memory:` is one too. */
export class RowKeeperSqlite implements RowKeeper {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** @throws Error when the file cannot be opened, or is something else */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec(SCHEMA);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  async head(): Promise<ChainHead> {
    return this.#end('head');
  }

  async anchor(): Promise<ChainHead> {
    return this.#end('anchor');
  }

  async add(rows: readonly StoredRow[], follows: ChainHead): Promise<ChainHead> {
    return this.#atomic(() => {
      const head = this.#end('head');
      if (head.sequence !== follows.sequence || head.hash !== follows.hash) return head;
      for (const { sequence, id, kind, workload, body, previousHash, hash } of rows) {
        const values = [sequence, id, kind, workload, body, previousHash, hash];
        this.#rows('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)', ...values);
      }
      return this.#moveEnd('head', rows.at(-1) ?? head);
    });
  }

  async newest({ kind, workload, fromId, toId }: RowRange, count: number): Promise<readonly StoredRow[]> {
    const filters = ['id >= ?', 'id < ?'];
    const values: SQLInputValue[] = [fromId, toId];
    if (kind !== undefined) filters.push('kind = ?') && values.push(kind);
    if (workload !== undefined) filters.push('workload IS ?') && values.push(workload);
    const statement = `SELECT ${COLUMNS} FROM ledger WHERE ${filters.join(' AND ')} ORDER BY id DESC LIMIT ?`;
    return this.#rows(statement, ...values, count) as unknown as StoredRow[];
  }

  async at(sequence: number): Promise<StoredRow | undefined> {
    return (this.#rows(`SELECT ${COLUMNS} FROM ledger WHERE sequence = ?`, sequence) as unknown as StoredRow[])[0];
  }

  async page(afterSequence: number, count: number): Promise<readonly StoredRow[]> {
    const statement = `SELECT ${COLUMNS} FROM ledger WHERE sequence > ? ORDER BY sequence LIMIT ?`;
    return this.#rows(statement, afterSequence, count) as unknown as StoredRow[];
  }

  async forget(rows: readonly StoredRow[]): Promise<void> {
    const last = rows.at(-1);
    if (last === undefined) return;
    this.#atomic(() => {
      this.#moveEnd('anchor', last);
      this.#rows('DELETE FROM ledger WHERE sequence <= ?', last.sequence);
    });
  }

  async close(): Promise<void> {
    this.#prepared.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** The head is kept apart, so that rows that went missing at the end are missed. */
  #end(name: End): ChainHead {
    const [row] = this.#rows('SELECT sequence, hash FROM ledger_end WHERE name = ?', name);
    const end = (row as unknown as ChainHead | undefined) ?? CHAIN_START;
    if (name === 'anchor') return end;
    // Somebody's row behind the head must not stand in the way of every row after it.
    const [most] = this.#rows('SELECT coalesce(max(sequence), 0) AS sequence FROM ledger');
    return { ...end, sequence: Math.max(end.sequence, Number(most?.sequence)) };
  }

  #moveEnd(name: End, { sequence, hash }: ChainHead): ChainHead {
    this.#rows('INSERT OR REPLACE INTO ledger_end VALUES (?, ?, ?)', name, sequence, hash);
    return { sequence, hash };
  }

  #rows(statement: string, ...values: readonly SQLInputValue[]): Array<Record<string, unknown>> {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = this.#database.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    return prepared.all(...values);
  }

  #atomic<Result>(task: () => Result): Result {
    this.#rows('BEGIN IMMEDIATE');
    try {
      const result = task();
      this.#rows('COMMIT');
      return result;
    } catch (error) {
      // A full disk has already rolled back by itself.
      if (this.#database.isTransaction) this.#rows('ROLLBACK');
      throw error;
    }
  }
}
