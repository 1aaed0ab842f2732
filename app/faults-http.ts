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
  const { code, message, retryAfterMs } = fault;
  const body: FaultBody = {
    error: { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), correlationId },
  };
  const headers = new Headers({ 'content-type': 'application/json', ...more });
  if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (fault.status === 401) headers.set('www-authenticate', challengeOf(code));
  if (fault.status === 426) headers.set('upgrade', 'websocket');
  return new Response(JSON.stringify(body), { status: FAULTS[code].status, headers });
}

/** RFC 6750: whoever brought no token is given no reason. */
function challengeOf(code: FaultCode): string {
  return code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
