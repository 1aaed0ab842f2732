export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON line: `at`, `level`, `event` (a fixed word) and fields. Never a token, a key or a query. */
export interface Logger {
  log(level: LogLevel, event: string, fields?: LogFields): void;
}
