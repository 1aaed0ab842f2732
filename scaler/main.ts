/**
 * The scaler as a process: `node scaler/main.ts [serve | check | plan | explain]`. Exit codes: 0 it did what it was asked
 * to, 1 it could not or something is wrong, 2 its configuration is wrong, 130 it was told to stop a second time.
 *
 * The signals are listened to before anything else is loaded: as the first process of a container, a scaler that does not
 * listen yet would never hear of a SIGTERM that came early.
 */
import { setFlagsFromString } from 'node:v8';
import { type Command, HELP, parseCommand } from './command.ts';
import type { Logger } from './logger.ts';
import type { Scaler } from './scaler.ts';
import { ScalerFault } from './scaler-fault.ts';

// Left to itself, V8 lets a heap of 70 MB grow to 320 before it cleans up, and each thread's youngest to 48. With a third more than
// it needs, and the same flag for the youngest on the command line (here it is too late for this thread), a thousand workloads
// need half of the memory (Node 24, November 2026).
setFlagsFromString('--heap-growing-percent=30');
setFlagsFromString('--max-semi-space-size=4');

/** Longer than everything that leaving waits for, and inside the 30 s that Kubernetes gives. */
const LEAVE_AT_MOST_MS = 25_000;
const CONFIG_FAULTS = ['bad-settings', 'bad-workloads', 'bad-source', 'bad-tls', 'bad-command'];

let logger: Logger | undefined;
let starting: Promise<Scaler> | undefined;
let stopping = false;

async function serve(): Promise<Scaler> {
  const [{ createLoggerPino }, { parseConfig }] = await Promise.all([
    import('./logger-pino.ts'),
    import('./config.ts'),
  ]);
  logger = createLoggerPino('info');
  const config = parseConfig(process.env);
  logger = createLoggerPino(config.logLevel);
  logger.log('info', 'starting', { place: config.place, pid: process.pid });
  const { startScaler } = await import('./scaler.ts');
  return startScaler(config, logger);
}

/** Answers a question and ends; says on its way out whether all is well. */
async function answer(command: Exclude<Command, { name: 'serve' | 'help' }>): Promise<void> {
  const { parseConfig } = await import('./config.ts');
  const config = parseConfig(process.env);
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  // What libraries and stores say while they are asked belongs beside the answer, not in it.
  const log: Logger = {
    log: (level, event, fields) => {
      if (level !== 'debug' && level !== 'info') process.stderr.write(`${event} ${JSON.stringify(fields ?? {})}\n`);
    },
  };
  const good = await (async () => {
    if (command.name === 'check') return (await import('./command-check.ts')).runCheck(config, command, say, log);
    if (command.name === 'plan') return (await import('./command-plan.ts')).runPlan(config, command, say, log);
    return (await import('./command-explain.ts')).runExplain(config, command, say, log);
  })();
  process.exitCode = good ? 0 : 1;
}

async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(130);
  stopping = true;
  logger?.log('info', 'signal', { signal });
  setTimeout(() => fail('stuck', new Error(`Leaving took more than ${LEAVE_AT_MOST_MS} ms`)), LEAVE_AT_MOST_MS).unref();
  // A start that was interrupted is finished first: what it opens must be closed.
  const scaler = await starting;
  await scaler?.close();
  process.exit(0);
}

function fail(event: string, error: unknown): never {
  const known = error instanceof ScalerFault;
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${known ? [error.message.split(': ')[0], ...error.reasons].join('\n  ') : reason}\n`);
  const stack = error instanceof Error && !known ? error.stack : undefined;
  logger?.log('error', event, { code: known ? error.code : undefined, reason, stack });
  process.exit(known && CONFIG_FAULTS.includes(error.code) ? 2 : 1);
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('uncaughtException', (error) => fail('crashed', error));
process.on('unhandledRejection', (error) => fail('crashed', error));
// Node writes warnings as plain text between the lines of the log.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => logger?.log('debug', 'warning', { name, message }));

async function run(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.name === 'help') process.stdout.write(HELP);
  else if (command.name === 'serve') {
    starting = serve();
    await starting;
  } else await answer(command);
}

run().catch((error) => fail('cannot-start', error));
