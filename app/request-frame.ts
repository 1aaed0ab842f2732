import type { MiddlewareHandler } from 'hono';
import { faultOf } from '#chat';
import type { AppEnv } from './app-env.ts';
import { correlationOf } from './correlation.ts';
import { corsHeaders } from './cors.ts';
import { tellFault } from './faults-http.ts';
import { observe } from './observation.ts';
import type { Origins } from './origins.ts';
import type { AppPorts } from './ports.ts';
import { STRICT_TRANSPORT, securityHeaders } from './security-headers.ts';
import { signInUrls } from './sign-in.ts';

/**
 * What goes around every request: an id before it; after it the headers that every answer has, one line in the log and
 * one number.
 */
export function requestFrame(ports: AppPorts, origins: Origins): MiddlewareHandler<AppEnv> {
  const { place } = ports.settings;
  const security = securityHeaders([...place.elsewhere, ...signInUrls(place.signIn)]);
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
    const secure = context.req.url.startsWith('https:') && { 'strict-transport-security': STRICT_TRANSPORT };
    const cors = corsHeaders(context, origins);
    const headers = { ...security, ...secure, ...cors, 'x-correlation-id': correlationId };
    // hono merges a new response with the one before it, unless there is none.
    context.res = undefined;
    context.res = dress(answer, headers);
    observe(context, ports, startedAt);
  };
}

/** Adds headers; whatever does not say that it may be kept must not be. What a runtime or `fetch` made may not be changed, so it is made anew; a socket's answer cannot be. */
function dress(response: Response, headers: Readonly<Record<string, string>>): Response {
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
