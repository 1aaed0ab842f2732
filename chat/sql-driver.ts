export type SqlValue = string | number | null;

/**
 * The two things that a SQLite keeper needs of a database: a Durable Object's `ctx.storage.sql` and `node:sqlite` both
 * have them.
 *
 * - `rows` runs one statement with `?` parameters and MUST return all of its rows, keyed by column.
 * - `atomic` MUST run its task as one transaction: all of it, or, if the task throws, none. It does not wait.
 */
export interface SqlDriver {
  rows(statement: string, ...values: readonly SqlValue[]): ReadonlyArray<Record<string, SqlValue>>;
  atomic<Result>(task: () => Result): Result;
}
