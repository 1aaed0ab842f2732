import { type Context, Hono } from 'hono';
import { ChatFault, faultOf } from '#chat';
import type { AppEnv } from './app-env.ts';
import { answerOptions } from './cors.ts';
import { tellFault } from './faults-http.ts';
import { Origins } from './origins.ts';
import type { AppPorts } from './ports.ts';
import { requestFrame } from './request-frame.ts';
import { METHODS, ROUTES } from './routes.ts';

/** What the page's files can be asked with. */
const PAGE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * The one app: every runtime gives it its ports and serves what it answers.
 *
 * @throws TypeError when an allowed origin is none
 */
export function createApp(ports: AppPorts): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const origins = new Origins(ports.settings.allowedOrigins);
  app.use(requestFrame(ports, origins));
  for (const [path, handlers] of Object.entries(ROUTES)) {
    const served = METHODS.filter((method) => handlers[method]);
    const allowed = [...served.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'];
    for (const method of served) {
      app.on(
        method,
        path,
        async (context) => await (handlers[method]?.(context, ports, origins) ?? context.notFound()),
      );
    }
    app.all(path, (context) => refuseMethod(context, origins, allowed));
  }
  app.notFound((context) => {
    if (isOurs(context.req.path) || ports.assets === undefined) throw new ChatFault('not-found');
    if (!['GET', 'HEAD'].includes(context.req.method)) return refuseMethod(context, origins, PAGE_METHODS);
    return ports.assets(context);
  });
  app.onError((error, context) => tellFault(context, faultOf(error)));
  return app;
}

/** Addresses at which no file can be. Metrics have a port of their own; here they must not even seem to exist. */
function isOurs(path: string): boolean {
  return /^\/(api|metrics)(\/|$)/.test(path);
}

function refuseMethod(context: Context<AppEnv>, origins: Origins, allowed: readonly string[]): Response {
  if (context.req.method === 'OPTIONS') return answerOptions(context, origins, allowed);
  return tellFault(context, new ChatFault('method-not-allowed'), { allow: allowed.join(', ') });
}
