import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { portFault } from './port-fault.ts';
import { createRestApi } from './rest-api.ts';
import type { RestPorts } from './rest-ports.ts';

export interface RestOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long a request may take to come in; 15 unless told. */
  readonly requestSeconds?: number | undefined;
  /** How long answers may go on after `close` was asked for; 5 unless told. */
  readonly drainSeconds?: number | undefined;
  /** Connections at one time; 1,000 unless told. */
  readonly mostConnections?: number | undefined;
}

export interface RestServer {
  readonly port: number;
  /** Lets answers that are under way finish, then ends all that is left. Safe to repeat. */
  close(): Promise<void>;
}

/**
 * Opens the REST API. Slow and half-open requests end: Node's own bounds hold a connection for minutes.
 *
 * @throws ScalerFault `port`
 */
export async function startRestServer(options: RestOptions, ports: RestPorts): Promise<RestServer> {
  const { requestSeconds = 15, drainSeconds = 5, mostConnections = 1_000 } = options;
  const app = createRestApi(ports);
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: Math.min(10, requestSeconds) * 1000,
      requestTimeout: requestSeconds * 1000,
      connectionsCheckingInterval: Math.min(5, requestSeconds / 2) * 1000,
    },
  }) as Server;
  server.maxConnections = mostConnections;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  ports.logger.log('info', 'rest-listening', { port });
  let closing: Promise<void> | undefined;
  return {
    port,
    close() {
      closing ??= shutDown(server, drainSeconds);
      return closing;
    },
  };
}

async function listen(server: Server, { host, port }: RestOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: Error) => {
    throw portFault('REST_PORT', port, host, error);
  });
}

async function shutDown(server: Server, drainSeconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
