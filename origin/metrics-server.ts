import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { answerControl, type ControlPorts } from './control.ts';
import { listen } from './listen.ts';

/** A server of its own for `GET /metrics` and for whoever runs the pod, so that neither is ever on the public port. */
export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws CannotStart `port` */
export async function startMetricsServer(
  registry: Registry,
  host: string,
  port: number,
  control: ControlPorts,
): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response, registry, control).catch(() => response.destroy());
  });
  return {
    url: await listen(server, host, port, 'METRICS_PORT'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  registry: Registry,
  control: ControlPorts,
): Promise<void> {
  const controlled = await answerControl(request, control);
  if (controlled) {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    response.writeHead(controlled.status, headers).end(`${JSON.stringify(controlled.body)}\n`);
    return;
  }
  const path = request.url?.split('?')[0];
  if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Only /metrics, /status and /drain are here\n');
    return;
  }
  try {
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
  } catch {
    response.writeHead(500, { 'content-type': 'text/plain' }).end('The metrics could not be read\n');
  }
}
