import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type KeptState, type LearnedState, type RunState, readPart } from './run-state.ts';
import type { StateStore } from './state-store.ts';

/** A state that is lost with the machine's power is made again within minutes: no write waits for the disk. */
const SCHEMA = `
  PRAGMA busy_timeout = 3000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS state (
    workload TEXT NOT NULL, part TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (workload, part)
  ) STRICT, WITHOUT ROWID;
`;

const PUT = `
  INSERT INTO state (workload, part, at, body) VALUES (?, ?, ?, ?)
  ON CONFLICT (workload, part) DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at > state.at
`;

/** Keeps states in a file. `:memory:` is one too. */
export class StateStoreSqlite implements StateStore {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #find: StatementSync;

  /** @throws Error when the file cannot be opened, or is something else */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec(SCHEMA);
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#put = this.#database.prepare(PUT);
    this.#find = this.#database.prepare('SELECT part, body FROM state WHERE workload = ?');
  }

  async load(workload: string): Promise<Partial<KeptState>> {
    const rows = this.#find.all(workload) as { part: string; body: string }[];
    const text = (part: string) => rows.find((row) => row.part === part)?.body;
    const [run, learned] = [readPart('run', text('run')), readPart('learned', text('learned'))];
    return { ...(run && { run }), ...(learned && { learned }) };
  }

  async claim(workload: string, state: RunState): Promise<boolean> {
    return this.#put.run(workload, 'run', state.at, JSON.stringify(state)).changes === 1;
  }

  async learned(workload: string, state: LearnedState): Promise<void> {
    this.#put.run(workload, 'learned', state.at, JSON.stringify(state));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}
