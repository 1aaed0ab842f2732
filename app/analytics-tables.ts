import type { SqlDriver } from '#chat';

/**
 * `analytics_rows`: sums of samples, by minute and by hour, at the end of each. `analytics_reporters`: what each counter of a
 * room or an isolate said last. `analytics_open`: what was counted since the last minute ended.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS analytics_rows (metric TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
    total REAL NOT NULL, samples INTEGER NOT NULL, PRIMARY KEY (metric, step, at)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS analytics_reporters (name TEXT PRIMARY KEY, instance TEXT NOT NULL, heard_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL, connections INTEGER NOT NULL, opened INTEGER NOT NULL, messages INTEGER NOT NULL,
    rejected INTEGER NOT NULL) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS analytics_open (metric TEXT PRIMARY KEY, total INTEGER NOT NULL) WITHOUT ROWID',
];

export function createAnalyticsTables(driver: SqlDriver): void {
  for (const statement of TABLES) driver.rows(statement);
}

/** `analytics_issued`: what was predicted a lead before, and its band. `analytics_ahead`: the last forecast. */
const FORECAST_TABLES = [
  `CREATE TABLE IF NOT EXISTS analytics_issued (metric TEXT NOT NULL, lead INTEGER NOT NULL, at INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL, high REAL, PRIMARY KEY (metric, lead, at)) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS analytics_ahead (metric TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID',
];

export function createForecastTables(driver: SqlDriver): void {
  for (const statement of FORECAST_TABLES) driver.rows(statement);
  // A table that was made before bands were kept has no columns for them, and no more to say of them.
  const [table] = driver.rows("SELECT sql FROM sqlite_master WHERE name = 'analytics_issued'");
  if (/\blow\b/.test(String(table?.sql))) return;
  for (const column of ['low', 'high']) driver.rows(`ALTER TABLE analytics_issued ADD COLUMN ${column} REAL`);
}
