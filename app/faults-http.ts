import type { Context } from 'hono';
import { type ChatFault, FAULTS, type FaultCode } from '#chat';
import type { AppEnv } from './app-env.ts';

/** The body of every answer that is a fault. */
export interface FaultBody {
  readonly error: {
    readonly code: FaultCode;
    readonly message: string;
    /** Milliseconds after which trying again makes sense. */
    readonly retryAfterMs?: number;
    readonly correlationId: string;
  };
}

/** Answers with a fault, and remembers it for whoever counts answers. */
export function tellFault(context: Context<AppEnv>, fault: ChatFault, more: Record<string, string> = {}): Response {
  context.set('fault', fault);
  return faultResponse(fault, context.get('correlationId'), more);
}

/** A fault as an answer: its status, its sentence, and the headers that belong to the status. */
export function faultResponse(fault: ChatFault, correlationId: string, more: Record<string, string> = {}): Response {
  const { code, retryAfterMs } = fault;
  const headers = new Headers({ 'content-type': 'application/json', ...more });
  if (retryAfterMs !== undefined) headers.set('retry-after', retryAfterSeconds(retryAfterMs));
  if (fault.status === 401) headers.set('www-authenticate', challengeOf(code));
  if (fault.status === 426) headers.set('upgrade', 'websocket');
  return new Response(faultBody(fault, correlationId), { status: FAULTS[code].status, headers });
}

/** The body of an answer that is a fault, as text. */
export function faultBody(
  { code, message, retryAfterMs }: Pick<ChatFault, 'code' | 'message' | 'retryAfterMs'>,
  correlationId: string,
): string {
  const body: FaultBody = {
    error: { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), correlationId },
  };
  return JSON.stringify(body);
}

/**
 * The header `Retry-After`: whole seconds, no less than one.
 *
 * @example
 * retryAfterSeconds(1_200) // => '2'
 */
export function retryAfterSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1_000)));
}

/** RFC 6750: whoever brought no token is given no reason. */
function challengeOf(code: FaultCode): string {
  return code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
