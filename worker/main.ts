import { ChatFault } from '#chat';
import { CLOCK_EDGE } from './clock-edge.ts';
import { CannotServe, type EdgeConfig, parseEdgeConfig } from './config.ts';
import { CountReports } from './count-reports.ts';
import { countedSocket } from './counted-socket.ts';
import { createEdgeApp } from './edge-app.ts';
import type { Env } from './env.ts';
import { Pool } from './pool.ts';
import { isProxied, isSaying, isSocket, proxy } from './proxy.ts';

export { AnalyticsObject } from './analytics-object.ts';
export { ControlObject } from './control-object.ts';
export { PartitionObject } from './partition-object.ts';
export { RoomObject } from './room-object.ts';

/** How long the sockets of an isolate count without a word of it, in milliseconds. */
const LEASE_MS = 150_000;

/** Takes what goes on after the answer. */
type Later = (work: Promise<void>) => void;

interface Edge {
  readonly config: EdgeConfig;
  readonly app: ReturnType<typeof createEdgeApp>;
  readonly counts: CountReports;
  /** In the mode `absorb`. */
  readonly pool: Pool | undefined;
}

let edge: Edge | CannotServe | undefined;

/** Read once for each isolate: a Worker cannot refuse to start, so a wrong configuration is what it answers. */
function open(env: Env): Edge | CannotServe {
  try {
    const config = parseEdgeConfig(env);
    const counts = new CountReports(env, CLOCK_EDGE, { name: `isolate:${crypto.randomUUID()}`, leaseMs: LEASE_MS });
    const { mode, originUrl } = config;
    const pool = mode === 'absorb' && originUrl !== undefined ? new Pool(originUrl, CLOCK_EDGE) : undefined;
    return { config, counts, pool, app: createEdgeApp(config, env, counts.meter) };
  } catch (error) {
    if (error instanceof CannotServe) return error;
    throw error;
  }
}

function refuse(code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status: 503, headers: { 'retry-after': '5' } });
}

async function toPods(request: Request, { config, counts }: Edge, later: Later): Promise<Response> {
  try {
    const response = await proxy(request, config.originUrl ?? '');
    if (isSocket(request)) return countedSocket(response, counts, later);
    if (isSaying(request) && response.status === 201) counts.meter.count('messages', 1);
    return response;
  } catch {
    if (isSocket(request)) counts.meter.count('rejected', 1);
    const fault = new ChatFault('unavailable', { found: 'the pods cannot be reached' });
    return refuse(fault.code, fault.message);
  }
}

export default {
  async fetch(request, env, context) {
    edge ??= open(env);
    if (edge instanceof CannotServe) return refuse('config', edge.message);
    const { config, app, counts, pool } = edge;
    const later = (work: Promise<void>) => context.waitUntil(work);
    try {
      if (config.mode === 'proxy' && isProxied(request)) return await toPods(request, edge, later);
      const taken = isSocket(request) ? await pool?.open(request, later) : undefined;
      if (taken) return countedSocket(taken, counts, later);
      return await app.fetch(request, env as never, context);
    } finally {
      later(counts.tell());
    }
  },
} satisfies ExportedHandler<Env>;
