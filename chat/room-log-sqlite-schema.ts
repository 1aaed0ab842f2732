import type { SqlDriver } from './sql-driver.ts';

const VERSION = 1;

const TABLES = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE rooms (
    room TEXT PRIMARY KEY, life INTEGER NOT NULL, head INTEGER NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE entries (
    room TEXT NOT NULL, "offset" INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (room, "offset")
  ) WITHOUT ROWID`,
  'CREATE INDEX entries_at ON entries (at)',
  `CREATE TABLE said (
    room TEXT NOT NULL, id TEXT NOT NULL, visitor TEXT NOT NULL,
    epoch TEXT NOT NULL, "offset" INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (room, id, visitor)
  ) WITHOUT ROWID`,
  'CREATE INDEX said_at ON said (at)',
];

/** What came later and an older program does not miss: made where it is not there, without another version. */
const ADDED = [
  `CREATE TABLE IF NOT EXISTS mutes (
    room TEXT NOT NULL, visitor TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (room, visitor)
  ) WITHOUT ROWID`,
];

/**
 * Makes the tables where there are none and returns what every epoch of the database begins with: made once, so that
 * positions outlive a restart, and no longer hold when the file was lost. (A file that is put back from a copy takes
 * its epoch with it: whoever does that deletes the row "epoch" of "meta", and another is made.)
 *
 * @throws Error when a newer version wrote the database, or it cannot be read
 */
export function openSqlSchema(driver: SqlDriver, newEpoch: () => string): string {
  try {
    return driver.atomic(() => readSchema(driver, newEpoch));
  } catch (error) {
    if (error instanceof NewerSchema) throw error;
    throw new Error('The database cannot be read: it is damaged, or another program wrote it', { cause: error });
  }
}

class NewerSchema extends Error {}

function readSchema(driver: SqlDriver, newEpoch: () => string): string {
  // What the tables look like is known only after the version: nothing else may be touched before.
  const [known] = driver.rows(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'`);
  if (known === undefined) {
    for (const statement of TABLES) driver.rows(statement);
    driver.rows('INSERT INTO meta (name, value) VALUES (?, ?)', 'version', String(VERSION));
  }
  const meta = new Map(driver.rows('SELECT name, value FROM meta').map(({ name, value }) => [name, String(value)]));
  const version = meta.get('version');
  if (version !== String(VERSION)) {
    throw new NewerSchema(
      `The database has version ${version ?? 'unknown'} and this program reads version ${VERSION}: start the program that wrote it`,
    );
  }
  for (const statement of ADDED) driver.rows(statement);
  const epoch = meta.get('epoch') ?? newEpoch();
  driver.rows('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)', 'epoch', epoch);
  return epoch;
}
