import type { Context } from 'hono';
import type { Addressed, Origins } from './origins.ts';

/** What a page of another origin may send and read beyond what every page may. */
const SENT = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Correlation-Id';
const READ = 'Allow, Location, Retry-After, X-Correlation-Id';
const PREFLIGHT_SECONDS = '600';

/** The headers that let a page of an allowed origin read an answer; no cookie is ever part of it. */
export function corsHeaders(request: Addressed, origins: Origins): Record<string, string> {
  const header = request.headers.get('origin');
  const origin = header === null ? undefined : origins.admit(header, request);
  if (origin === undefined) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': READ };
}

/** Answers `OPTIONS`, the question of a browser that is about to ask for another page among them. */
export function answerOptions(context: Context, origins: Origins, allowed: readonly string[]): Response {
  const headers = new Headers({ allow: allowed.join(', ') });
  const { 'access-control-allow-origin': origin } = corsHeaders(context.req.raw, origins);
  if (origin !== undefined && context.req.header('access-control-request-method') !== undefined) {
    headers.set('access-control-allow-methods', allowed.join(', '));
    headers.set('access-control-allow-headers', SENT);
    headers.set('access-control-max-age', PREFLIGHT_SECONDS);
  }
  return new Response(null, { status: 204, headers });
}
