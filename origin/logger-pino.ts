import { type DestinationStream, pino } from 'pino';
import type { Logger, LogLevel } from '#app';
import { pileLines } from './line-pile.ts';

/**
 * Writes JSON lines with pino: `{"level":"info","at":1763700000000,"event":"listening",…}`, where `at` is epoch
 * milliseconds, as everywhere else. Lines that come closely are gathered for a moment; the last ones before an exit are
 * there too.
 */
export function createLoggerPino(
  level: LogLevel,
  destination: DestinationStream = pileLines(pino.destination(1)),
): Logger {
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
