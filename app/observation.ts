import type { ChatFault } from '#chat';
import type { LogFields, LogLevel } from './logger.ts';
import type { AppPorts } from './ports.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
/** Asked every few seconds by whoever watches the process: a log that holds nothing else would hide the rest. */
const QUIET = new Set(['/health', '/ready']);

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** The pattern of its route. */
  readonly route: string;
  readonly status: number;
  readonly correlationId: string;
  readonly fault?: ChatFault | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * Counts a request and writes its line: by the pattern of its route, never by its path, so that neither grows with what
 * people type into the address.
 */
export function observe(answered: Answered, { meter, logger, clock }: AppPorts): void {
  const { route, status, correlationId, fault, startedAt } = answered;
  const method = METHODS.has(answered.method) ? answered.method : 'other';
  const ms = Math.max(0, clock.now() - startedAt);
  meter.observe('http_request_duration_seconds', ms / 1000, { method, route, status: String(status) });
  if (fault) meter.add('breakwater_faults_total', 1, { code: fault.code });
  logger.log(levelOf(status, route), 'request', {
    correlationId,
    method,
    route,
    status,
    ms,
    ...(fault && { code: fault.code }),
    ...(fault?.code === 'internal' && causeOf(fault.cause)),
  });
}

function levelOf(status: number, route: string): LogLevel {
  if (QUIET.has(route)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}

/** Where something nobody foresaw went wrong. Its message is left out: it may quote what a visitor sent. */
function causeOf(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: typeof cause };
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { cause: cause.name, where: frames.slice(0, 5).join(' ').replace(/\s+/g, ' ').trim() };
}
