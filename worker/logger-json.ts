import type { Logger, LogLevel } from '#app';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Writes JSON lines to the console, which is where the platform collects them: pino's build for workerd cannot. */
export function createLoggerJson(least: LogLevel): Logger {
  return {
    log(level, event, fields) {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      console.log(JSON.stringify({ level, at: Date.now(), event, ...fields }));
    },
  };
}
