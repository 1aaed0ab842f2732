import { DatabaseSync } from 'node:sqlite';
import type { SqlDriver, SqlValue } from '#chat';

/** A SQLite database for tests, with nothing in front of it. `path` may be `:memory:`. */
export class Database implements SqlDriver {
  readonly sqlite: DatabaseSync;

  constructor(path: string) {
    this.sqlite = new DatabaseSync(path);
  }

  rows(statement: string, ...values: readonly SqlValue[]) {
    return this.sqlite.prepare(statement).all(...values) as Array<Record<string, SqlValue>>;
  }

  atomic<Result>(task: () => Result): Result {
    this.sqlite.exec('BEGIN IMMEDIATE');
    try {
      const result = task();
      this.sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.sqlite.isTransaction) this.sqlite.exec('ROLLBACK');
      throw error;
    }
  }
}
