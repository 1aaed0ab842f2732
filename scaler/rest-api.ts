import { type Context, Hono } from 'hono';
import type { Caller } from './caller.ts';
import { PushAudit } from './push-audit.ts';
import { RequestLimiter } from './request-limiter.ts';
import { checked, fieldsFault, readBody } from './rest-body.ts';
import { problemAnswer, RestFault, tellable } from './rest-fault.ts';
import type { RestPorts } from './rest-ports.ts';
import { may } from './rest-roles.ts';
import type { RestDoor, Route } from './rest-route.ts';
import { ROUTES } from './rest-routes.ts';
import { REST_SCHEMAS } from './rest-schemas.ts';
import { ScalerFault } from './scaler-fault.ts';
import { withoutSecrets } from './secret-free.ts';

/** What a browser is told about every answer: none of them is a page. There is no CORS: no other page may read them. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const CORRELATION = /^[A-Za-z0-9_-]{8,64}$/;
/** Somebody without a token, where reading is open. */
const ANYBODY: Caller = { subject: 'anybody', roles: ['viewer'] };

/** What travels with a request. */
interface Frame {
  readonly correlationId: string;
  /** Who asks, as soon as that is known. */
  subject?: string;
}

/**
 * The REST API: every route of the table, and nothing else. The environment of a request may hold node's `incoming`, by
 * whose address those are counted who have no token.
 */
export function createRestApi(ports: RestPorts): Hono {
  const app = new Hono();
  const door: RestDoor = { ...ports, pushes: new PushAudit(ports) };
  const limiter = new RequestLimiter(ports.rate, ports.now);
  const paths = new Map<string, Route[]>();
  for (const route of ROUTES) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  for (const [path, routes] of paths) {
    for (const route of routes) {
      app.on(
        route.method,
        path,
        framed(ports, path, (context, frame) => answerRoute(route, context, frame, door, limiter)),
      );
    }
    const allow = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', ');
    app.all(
      path,
      framed(ports, path, () => Promise.reject(new RestFault('method-not-allowed', { headers: { allow } }))),
    );
  }
  app.notFound(framed(ports, 'none', () => Promise.reject(new ScalerFault('not-found'))));
  return app;
}

/** What goes around every request: an id, headers, one line in the log, one number. */
function framed(ports: RestPorts, route: string, answer: (context: Context, frame: Frame) => Promise<Response>) {
  return async (context: Context): Promise<Response> => {
    const startedAt = performance.now();
    const given = context.req.header('x-correlation-id') ?? '';
    const frame: Frame = { correlationId: CORRELATION.test(given) ? given : ports.newId() };
    let fault: ScalerFault | undefined;
    const response = await answer(context, frame).catch((error: unknown) => {
      fault = tellable(error);
      return problemAnswer(fault, frame.correlationId);
    });
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    response.headers.set('x-correlation-id', frame.correlationId);
    const seconds = (performance.now() - startedAt) / 1000;
    const { method } = context.req;
    ports.answered?.({ method, route, status: response.status, seconds });
    logAnswer(ports, { method, route, status: response.status, seconds }, frame, fault);
    return response;
  };
}

/** Never a path as it was asked, a parameter, a body or a token. What was refused to somebody is a line of its own kind. */
function logAnswer(
  { logger }: RestPorts,
  { method, route, status, seconds }: { method: string; route: string; status: number; seconds: number },
  { correlationId, subject }: Frame,
  fault: ScalerFault | undefined,
): void {
  const milliseconds = Math.round(seconds * 1000);
  const fields = { method, route, status, milliseconds, correlationId, subject, code: fault?.code };
  if (status >= 500 && fault !== undefined) {
    logger.log('error', 'request-failed', { ...fields, reason: reasonOf(fault) });
  } else if ([401, 403, 429].includes(status)) logger.log('warn', 'request-refused', fields);
  else logger.log(method === 'GET' ? 'debug' : 'info', 'request', fields);
}

function reasonOf(fault: ScalerFault): string {
  const { cause } = fault;
  return withoutSecrets(cause instanceof Error ? `${fault.message}: ${cause.message}` : fault.message).slice(0, 500);
}

async function answerRoute(
  route: Route,
  context: Context,
  frame: Frame,
  door: RestDoor,
  limiter: RequestLimiter,
): Promise<Response> {
  const caller = route.action === null ? ANYBODY : await admit(route.action, context, frame, door, limiter);
  const params = route.params && checked(route.params, context.req.param(), 'bad-parameter');
  const query = checkedQuery(route, context);
  const { body: expected } = route;
  const body = expected && (await readBody(context.req.raw, REST_SCHEMAS[expected.schema], expected.mostBytes));
  const answer = await route.handle({ params, query, body, caller, correlationId: frame.correlationId }, door);
  return Response.json(answer.body, { status: answer.status, headers: answer.headers ?? {} });
}

/** Who asks, if they may, and not too often. Before they are known they are counted by their address. */
async function admit(
  action: NonNullable<Route['action']>,
  context: Context,
  frame: Frame,
  { verifier, openReading }: RestDoor,
  limiter: RequestLimiter,
): Promise<Caller> {
  const header = context.req.header('authorization');
  const [, token] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  let caller: Caller;
  if (token === undefined) {
    count(limiter, `address ${addressOf(context)}`);
    if (header !== undefined || !openReading || !may(ANYBODY.roles, action)) throw new ScalerFault('token-missing');
    caller = ANYBODY;
  } else {
    caller = await verifier.verify(token).catch((error: unknown) => {
      count(limiter, `address ${addressOf(context)}`);
      throw error;
    });
    frame.subject = caller.subject;
    count(limiter, `subject ${caller.subject}`);
  }
  if (!may(caller.roles, action)) throw new ScalerFault('forbidden');
  return caller;
}

/** @throws RestFault `rate-limited` */
function count(limiter: RequestLimiter, key: string): void {
  const wait = limiter.take(key);
  if (wait > 0) throw new RestFault('rate-limited', { headers: { 'retry-after': String(Math.ceil(wait / 1000)) } });
}

function checkedQuery({ query }: Route, context: Context): unknown {
  const given = [...new URL(context.req.url).searchParams];
  const names = given.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw fieldsFault('bad-parameter', [{ path: twice.slice(0, 80), detail: 'is there several times' }]);
  if (query !== undefined) return checked(query, Object.fromEntries(given), 'bad-parameter');
  const [stranger] = names;
  if (stranger === undefined) return undefined;
  throw fieldsFault('bad-parameter', [{ path: stranger.slice(0, 80), detail: 'is not known here: remove it' }]);
}

/** The address of the other end of the connection. A proxy in front is one address. */
function addressOf({ env }: Context): string {
  const { incoming } = (env ?? {}) as { incoming?: { socket: { remoteAddress?: string } } };
  return incoming?.socket.remoteAddress ?? '';
}
