/**
 * The pod as a process: `node origin/main.ts`. Exit codes: 0 it left as it was asked to, 1 it could not start or broke,
 * 2 its configuration is wrong, 130 it was told to stop a second time before it had left.
 *
 * The signals are listened to before anything else is loaded: as the first process of a container, a pod that does not
 * listen yet would never hear of a SIGTERM that came early.
 */
import type { Logger } from '#app';
import { CannotStart } from './cannot-start.ts';
import type { Pod } from './server.ts';

/** Longer than everything that leaving waits for, and inside the 30 s that Kubernetes gives. */
const LEAVE_AT_MOST_MS = 25_000;

let logger: Logger | undefined;
let starting: Promise<Pod> | undefined;
let stopping = false;

async function start(): Promise<Pod> {
  const { createLoggerPino } = await import('./logger-pino.ts');
  logger = createLoggerPino('info');
  const { parseConfig } = await import('./config.ts');
  const config = parseConfig(process.env);
  logger = createLoggerPino(config.logLevel);
  logger.log('info', 'starting', { place: config.place, pid: process.pid });
  const { startPod } = await import('./server.ts');
  return startPod(config, { logger });
}

async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(130);
  stopping = true;
  logger?.log('info', 'signal', { signal });
  setTimeout(() => fail('stuck', new Error(`Leaving took more than ${LEAVE_AT_MOST_MS} ms`)), LEAVE_AT_MOST_MS).unref();
  // A start that was interrupted is finished first: what it opens must be closed.
  const pod = await starting;
  await pod?.close();
  process.exit(0);
}

function fail(event: string, error: unknown): never {
  const cannotStart = error instanceof CannotStart;
  const reason = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && !cannotStart ? error.stack : undefined;
  process.stderr.write(`${reason}\n`);
  logger?.log('error', event, { code: cannotStart ? error.code : undefined, reason, stack });
  process.exit(cannotStart ? error.exitCode : 1);
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('uncaughtException', (error) => fail('crashed', error));
process.on('unhandledRejection', (error) => fail('crashed', error));
// Node writes warnings as plain text between the lines of the log.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => logger?.log('debug', 'warning', { name, message }));
// So do libraries: @hono/node-server says on the console what befell an answer. What is not fixed text may quote a
// visitor, so of an error only its name is kept.
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  console[method] = (said: unknown) => {
    logger?.log('warn', 'console', { said: said instanceof Error ? said.name : String(said).slice(0, 200) });
  };
}

starting = start();
starting.catch((error) => fail('cannot-start', error));
