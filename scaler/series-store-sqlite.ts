import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ScalerFault } from './scaler-fault.ts';
import {
  checkSamples,
  keptFrom,
  RESOLUTIONS,
  type Resolution,
  type SeriesRange,
  type SeriesRetention,
  type SeriesStore,
  type StoredSample,
} from './series-store.ts';

const LOCK_WAIT_MS = 3_000;
const VERSION = 1;

/**
 * Writing ahead (WAL) with `synchronous=NORMAL`: a process that is killed loses nothing that was acknowledged, a machine
 * that loses power may lose the last seconds, which the collector then asks for again. A sample lies in the tree of its
 * series by its time, with no row and no index besides.
 */
const SCHEMA = `
  PRAGMA busy_timeout = ${LOCK_WAIT_MS};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, workload TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE (workload, metric)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sample (
    series INTEGER NOT NULL, resolution INTEGER NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, max REAL,
    PRIMARY KEY (series, resolution, at)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
  COMMIT;
`;

const OLDEST = `DELETE FROM sample WHERE series = ?1 AND resolution = ?2 AND at IN (
  SELECT at FROM sample WHERE series = ?1 AND resolution = ?2 AND at < ?3 ORDER BY at LIMIT ?4)`;

/** Rows that are written before others get their turn. */
const BATCH = 5_000;

/** Keeps series in a file. `:memory:` is one too. */
export class SeriesStoreSqlite implements SeriesStore {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #retention: SeriesRetention;
  readonly #pruneMost: number;
  /** The series that the last pruning ended with, so that the next one goes on behind it. */
  #prunedTo = 0;

  /** @throws ScalerFault `series` when the file cannot be opened, is something else, or was written by a later version */
  constructor(file: string, retention: SeriesRetention = {}, pruneMost = 20_000) {
    this.#retention = retention;
    this.#pruneMost = pruneMost;
    this.#database = openDatabase(file);
  }

  async append(
    workload: string,
    metric: string,
    samples: readonly StoredSample[],
    resolution: Resolution = 'raw',
  ): Promise<void> {
    checkSamples(samples);
    for (let from = 0; from < samples.length; from += BATCH) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      this.#atomic(() => {
        const series = this.#idOf(workload, metric) ?? this.#newId(workload, metric);
        const insert = this.#statement('INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?, ?)');
        for (const { at, value, max } of samples.slice(from, from + BATCH)) {
          insert.run(series, RESOLUTIONS.indexOf(resolution), at, value, max ?? null);
        }
      });
    }
  }

  async read(workload: string, metric: string, range: SeriesRange): Promise<readonly StoredSample[]> {
    return this.#try(() => {
      const series = this.#idOf(workload, metric);
      if (series === undefined) return [];
      const statement = this.#statement(
        'SELECT at, value, max FROM sample WHERE series = ? AND resolution = ? AND at BETWEEN ? AND ? ORDER BY at',
      );
      const rows = statement.all(series, RESOLUTIONS.indexOf(range.resolution), range.fromAt, range.toAt);
      return (rows as unknown as Array<{ at: number; value: number; max: number | null }>).map(({ at, value, max }) =>
        max === null ? { at, value } : { at, value, max },
      );
    });
  }

  async prune(now: number): Promise<number> {
    return this.#atomic(() => {
      const from = keptFrom(now, this.#retention);
      const all = this.#statement('SELECT id FROM series ORDER BY id <= ?, id').all(this.#prunedTo);
      let left = this.#pruneMost;
      for (const { id } of all as unknown as Array<{ id: number }>) {
        for (const [code, resolution] of RESOLUTIONS.entries()) {
          left -= Number(this.#statement(OLDEST).run(id, code, from[resolution], left).changes);
        }
        if (left <= 0) break;
        this.#prunedTo = id;
        this.#forgetEmpty(id);
      }
      return this.#pruneMost - left;
    });
  }

  async close(): Promise<void> {
    this.#prepared.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** Looked up each time: another process may have pruned the series away. */
  #idOf(workload: string, metric: string): number | undefined {
    const row = this.#statement('SELECT id FROM series WHERE workload = ? AND metric = ?').get(workload, metric);
    return row === undefined ? undefined : Number(row.id);
  }

  #newId(workload: string, metric: string): number {
    return Number(
      this.#statement('INSERT INTO series (workload, metric) VALUES (?, ?)').run(workload, metric).lastInsertRowid,
    );
  }

  #forgetEmpty(id: number): void {
    const gone = this.#statement(
      'DELETE FROM series WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sample WHERE series = ?1)',
    );
    gone.run(id);
  }

  #statement(text: string): StatementSync {
    const prepared = this.#prepared.get(text) ?? this.#database.prepare(text);
    this.#prepared.set(text, prepared);
    return prepared;
  }

  #atomic<Result>(task: () => Result): Result {
    return this.#try(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = task();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk has already rolled back by itself.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #try<Result>(task: () => Result): Result {
    try {
      return task();
    } catch (error) {
      if (error instanceof ScalerFault) throw error;
      throw new ScalerFault('series', [messageOf(error)], error);
    }
  }
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > VERSION)
      throw new Error(`version ${version} wrote it, this one knows ${VERSION}: start the later one`);
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw new ScalerFault('series', [`"${file}" cannot be opened, ${messageOf(error)}`], error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
