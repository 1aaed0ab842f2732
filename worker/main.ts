import { ChatFault } from '#chat';
import { CannotServe, type EdgeConfig, parseEdgeConfig } from './config.ts';
import { createEdgeApp } from './edge-app.ts';
import type { Env } from './env.ts';
import { isProxied, proxy } from './proxy.ts';

export { ControlObject } from './control-object.ts';
export { PartitionObject } from './partition-object.ts';
export { RoomObject } from './room-object.ts';

interface Edge {
  readonly config: EdgeConfig;
  readonly app: ReturnType<typeof createEdgeApp>;
}

let edge: Edge | CannotServe | undefined;

/** Read once for each isolate: a Worker cannot refuse to start, so a wrong configuration is what it answers. */
function open(env: Env): Edge | CannotServe {
  try {
    const config = parseEdgeConfig(env);
    return { config, app: createEdgeApp(config, env) };
  } catch (error) {
    if (error instanceof CannotServe) return error;
    throw error;
  }
}

function refuse(code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status: 503, headers: { 'retry-after': '5' } });
}

export default {
  async fetch(request, env, context) {
    edge ??= open(env);
    if (edge instanceof CannotServe) return refuse('config', edge.message);
    const { config, app } = edge;
    if (config.originUrl === undefined || !isProxied(request)) return app.fetch(request, env as never, context);
    try {
      return await proxy(request, config.originUrl);
    } catch {
      const fault = new ChatFault('unavailable', { found: 'the pods cannot be reached' });
      return refuse(fault.code, fault.message);
    }
  },
} satisfies ExportedHandler<Env>;
