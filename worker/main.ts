import { ChatFault } from '#chat';
import { CLOCK_EDGE } from './clock-edge.ts';
import { CannotServe, type EdgeConfig, parseEdgeConfig } from './config.ts';
import { CountReports } from './count-reports.ts';
import { createEdgeApp } from './edge-app.ts';
import type { Env } from './env.ts';
import { isProxied, proxy } from './proxy.ts';

export { AnalyticsObject } from './analytics-object.ts';
export { ControlObject } from './control-object.ts';
export { PartitionObject } from './partition-object.ts';
export { RoomObject } from './room-object.ts';

/** How long the sockets of an isolate count without a word of it, in milliseconds. */
const LEASE_MS = 150_000;

interface Edge {
  readonly config: EdgeConfig;
  readonly app: ReturnType<typeof createEdgeApp>;
  readonly counts: CountReports;
}

let edge: Edge | CannotServe | undefined;

/** Read once for each isolate: a Worker cannot refuse to start, so a wrong configuration is what it answers. */
function open(env: Env): Edge | CannotServe {
  try {
    const config = parseEdgeConfig(env);
    const counts = new CountReports(env, CLOCK_EDGE, { name: `isolate:${crypto.randomUUID()}`, leaseMs: LEASE_MS });
    return { config, counts, app: createEdgeApp(config, env, counts.meter) };
  } catch (error) {
    if (error instanceof CannotServe) return error;
    throw error;
  }
}

function refuse(code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status: 503, headers: { 'retry-after': '5' } });
}

async function toPods(request: Request, originUrl: string): Promise<Response> {
  try {
    return await proxy(request, originUrl);
  } catch {
    const fault = new ChatFault('unavailable', { found: 'the pods cannot be reached' });
    return refuse(fault.code, fault.message);
  }
}

export default {
  async fetch(request, env, context) {
    edge ??= open(env);
    if (edge instanceof CannotServe) return refuse('config', edge.message);
    const { config, app, counts } = edge;
    const { originUrl } = config;
    const answer = originUrl !== undefined && isProxied(request) ? toPods(request, originUrl) : undefined;
    try {
      return await (answer ?? app.fetch(request, env as never, context));
    } finally {
      context.waitUntil(counts.tell());
    }
  },
} satisfies ExportedHandler<Env>;
