import type { SqlDriver } from '#chat';

/**
 * `analytics_rows`: sums of samples, by minute and by hour, at the end of each. `analytics_issued`: what was predicted a
 * lead before. `analytics_ahead`: the last forecast. `analytics_reporters`: what each counter of a room or an isolate said
 * last. `analytics_open`: what was counted since the last minute ended.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS analytics_rows (metric TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
    total REAL NOT NULL, samples INTEGER NOT NULL, PRIMARY KEY (metric, step, at)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS analytics_issued (metric TEXT NOT NULL, lead INTEGER NOT NULL, at INTEGER NOT NULL,
    mean REAL NOT NULL, PRIMARY KEY (metric, lead, at)) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS analytics_ahead (metric TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS analytics_reporters (name TEXT PRIMARY KEY, instance TEXT NOT NULL, heard_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL, connections INTEGER NOT NULL, opened INTEGER NOT NULL, messages INTEGER NOT NULL,
    rejected INTEGER NOT NULL) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS analytics_open (metric TEXT PRIMARY KEY, total INTEGER NOT NULL) WITHOUT ROWID',
];

export function createAnalyticsTables(driver: SqlDriver): void {
  for (const statement of TABLES) driver.rows(statement);
}
