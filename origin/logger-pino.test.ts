import { expect, test } from 'vitest';
import { createLoggerPino } from './logger-pino.ts';

function collect(): { lines: Array<Record<string, unknown>>; write: (line: string) => void } {
  const lines: Array<Record<string, unknown>> = [];
  return { lines, write: (line) => lines.push(JSON.parse(line)) };
}

test('a line is JSON with the time, the level, the event and its fields, and nothing else', () => {
  const out = collect();

  createLoggerPino('info', out).log('warn', 'listening', { port: 80, place: 'pod-1', missing: undefined });

  expect(out.lines).toEqual([{ at: expect.any(Number), level: 'warn', event: 'listening', port: 80, place: 'pod-1' }]);
});

test('what is below the level is not written', () => {
  const out = collect();
  const logger = createLoggerPino('warn', out);

  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger.log(level, 'said');

  expect(out.lines.map((line) => line.level)).toEqual(['warn', 'error']);
});
