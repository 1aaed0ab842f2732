import type { SqlDriver, SqlValue } from '#chat';

/** The SQLite of a Durable Object. What was written is durable before anything that the object sends leaves it. */
export class SqlDriverDurable implements SqlDriver {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  rows(statement: string, ...values: readonly SqlValue[]): ReadonlyArray<Record<string, SqlValue>> {
    return this.#storage.sql.exec<Record<string, SqlValue>>(statement, ...values).toArray();
  }

  atomic<Result>(task: () => Result): Result {
    return this.#storage.transactionSync(task);
  }
}
