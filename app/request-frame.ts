import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { faultOf } from '#chat';
import type { AppEnv } from './app-env.ts';
import { correlationOf } from './correlation.ts';
import { corsHeaders } from './cors.ts';
import { tellFault } from './faults-http.ts';
import { observe } from './observation.ts';
import type { Addressed, Origins } from './origins.ts';
import type { AppPorts } from './ports.ts';
import { STRICT_TRANSPORT, securityHeaders } from './security-headers.ts';
import { signInUrls } from './sign-in.ts';

/**
 * What goes around every request: an id before it; after it the headers that every answer has, one line in the log and
 * one number.
 */
export function requestFrame(ports: AppPorts, origins: Origins): MiddlewareHandler<AppEnv> {
  const headersOf = answerHeaders(ports, origins);
  return async (context, next) => {
    const startedAt = ports.clock.now();
    const correlationId = correlationOf(context.req.header('x-correlation-id'), ports.newId);
    context.set('correlationId', correlationId);
    let answer: Response;
    try {
      await next();
      answer = context.res;
    } catch (error) {
      // hono lets through what is no Error, and what is thrown where no route matched.
      answer = tellFault(context, faultOf(error));
    }
    const headers = headersOf(context.req.raw, correlationId);
    // hono merges a new response with the one before it, unless there is none.
    context.res = undefined;
    context.res = dress(answer, headers);
    const { status } = context.res;
    const { method } = context.req;
    observe(
      { method, route: routePath(context), status, correlationId, fault: context.get('fault'), startedAt },
      ports,
    );
  };
}

/** The headers that every answer has, for a request and the id that it is told by. */
export function answerHeaders({ settings: { place } }: AppPorts, origins: Origins) {
  const security = securityHeaders([...place.elsewhere, ...signInUrls(place.signIn)]);
  return (request: Addressed, correlationId: string): Readonly<Record<string, string>> => {
    const secure = request.url.startsWith('https:') && { 'strict-transport-security': STRICT_TRANSPORT };
    return { ...security, ...secure, ...corsHeaders(request, origins), 'x-correlation-id': correlationId };
  };
}

/** Adds headers; whatever does not say that it may be kept must not be. What a runtime or `fetch` made may not be changed, so it is made anew; a socket's answer cannot be. */
export function dress(response: Response, headers: Readonly<Record<string, string>>): Response {
  try {
    addTo(response.headers, headers);
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (response.status === 101) return response;
    const copy = new Response(response.body, response);
    addTo(copy.headers, headers);
    return copy;
  }
}

function addTo(headers: Headers, more: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  headers.append('vary', 'Origin');
}
