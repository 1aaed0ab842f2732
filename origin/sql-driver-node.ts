import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlDriver, SqlValue } from '#chat';
import { CannotStart } from './cannot-start.ts';

/** How long another process may still hold the file, as one that is just leaving does. */
const LOCK_WAIT_MS = 3_000;

/**
 * The log's database: it writes ahead (WAL), so that an append is one write to one file. `synchronous=FULL` waits for
 * the disk at each append: "accepted" then survives a power cut and not just a killed process, and the log never goes
 * back under the positions that clients hold, which `NORMAL` would let it do without the epoch changing. It costs one
 * flush a message. The lock is exclusive: two pods on one file would not hear each other.
 */
const PRAGMAS = `
  PRAGMA busy_timeout = ${LOCK_WAIT_MS};
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
`;

/** What "PRAGMA synchronous" answers when it is FULL; more is EXTRA. */
const FULL = 2;

/** A database in a file, for one process. Statements are prepared once. */
export class SqlDriverNode implements SqlDriver {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** `file` may be `:memory:`. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec(PRAGMAS);
      // A lock is only taken by writing: a second pod must be told now and not at the first message.
      this.#database.exec('BEGIN IMMEDIATE; COMMIT');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  rows(statement: string, ...values: readonly SqlValue[]): ReadonlyArray<Record<string, SqlValue>> {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = this.#database.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    return prepared.all(...values) as Array<Record<string, SqlValue>>;
  }

  atomic<Result>(task: () => Result): Result {
    this.rows('BEGIN IMMEDIATE');
    try {
      const result = task();
      this.rows('COMMIT');
      return result;
    } catch (error) {
      // A full disk has already rolled back by itself.
      if (this.#database.isTransaction) this.rows('ROLLBACK');
      throw error;
    }
  }

  /** @throws Error when the database does not wait for the disk */
  check(): undefined {
    const [row] = this.rows('PRAGMA synchronous');
    if (Number(row?.synchronous) < FULL)
      throw new Error('SQLite does not wait for the disk: it must be synchronous=FULL');
  }

  close(): void {
    this.#prepared.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

/**
 * Opens `<directory>/<name>.db` and makes the folder if need be.
 *
 * @throws CannotStart `data`
 */
export function openSqlDriverNode(directory: string, name: string): SqlDriverNode {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new CannotStart('data', [`DATA_DIR "${directory}" cannot be made, ${messageOf(error)}`], error);
  }
  const file = join(directory, `${name}.db`);
  try {
    return new SqlDriverNode(file);
  } catch (error) {
    const locked = /locked|busy/i.test(messageOf(error));
    const reason = locked ? 'another process has it open: give this one another PLACE or DATA_DIR' : messageOf(error);
    throw new CannotStart('data', [`The database "${file}" cannot be opened, ${reason}`], error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
