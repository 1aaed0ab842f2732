import type { SqlDriver } from './sql-driver.ts';

const VERSION = 1;

const TABLES = [
  'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS rooms (room TEXT PRIMARY KEY, head INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS entries (
    room TEXT NOT NULL, "offset" INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (room, "offset")
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS entries_at ON entries (at)',
  `CREATE TABLE IF NOT EXISTS said (
    room TEXT NOT NULL, id TEXT NOT NULL, visitor TEXT NOT NULL, "offset" INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (room, id, visitor)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS said_at ON said (at)',
];

/**
 * Makes the tables where there are none and returns the database's epoch: made once, so that positions outlive a
 * restart and no longer hold when the file was lost.
 *
 * @throws Error when a newer version wrote the database
 */
export function openSqlSchema(driver: SqlDriver, newEpoch: () => string): string {
  return driver.atomic(() => {
    for (const statement of TABLES) driver.rows(statement);
    driver.rows(
      'INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?), (?, ?)',
      'version',
      String(VERSION),
      'epoch',
      newEpoch(),
    );
    const meta = new Map(driver.rows('SELECT name, value FROM meta').map(({ name, value }) => [name, value]));
    const version = Number(meta.get('version'));
    if (version !== VERSION) {
      throw new Error(
        `The database has version ${version} and this program reads version ${VERSION}: start the newer program`,
      );
    }
    return String(meta.get('epoch'));
  });
}
