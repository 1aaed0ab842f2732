import { type DestinationStream, pino } from 'pino';
import type { Logger, LogLevel } from './logger.ts';

/**
 * Writes JSON lines with pino: `{"level":"info","at":1763700000000,"event":"listening",…}`, where `at` is epoch
 * milliseconds, as everywhere else. Lines are written at once and not gathered, so that the last one before an exit is
 * there too.
 */
export function createLoggerPino(level: LogLevel, destination: DestinationStream = pino.destination(1)): Logger {
  const lines = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return { log: (lineLevel, event, fields) => lines[lineLevel]({ event, ...fields }) };
}
