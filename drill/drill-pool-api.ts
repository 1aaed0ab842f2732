import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DrillPool } from './drill-pool.ts';
import type { DrillPod } from './drill-pool-pod.ts';

/** Where the scaler finds the pods, as it would in a cluster. */
export interface PoolApi {
  readonly url: string;
  /** The folder of the service account: a token. */
  readonly accountDirectory: string;
  close(): Promise<void>;
}

/** Two calls of Kubernetes' API over the pods of a drill: the list of them, and a change of what is written on one. */
export async function startPoolApi(pool: DrillPool): Promise<PoolApi> {
  const accountDirectory = await mkdtemp(join(tmpdir(), 'breakwater-account-'));
  await writeFile(join(accountDirectory, 'token'), 'the token of a drill\n');
  const server = createServer((request, response) => {
    answer(pool, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accountDirectory,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(accountDirectory, { recursive: true, force: true });
    },
  };
}

interface Change {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

async function answer(pool: DrillPool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const part of request) body += part;
  const reply = (status: number, value: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const { pathname } = new URL(request.url ?? '', 'http://drill');
  if (request.method === 'GET' && pathname.endsWith('/pods')) {
    return reply(200, { items: pool.pods.map(describe), metadata: {} });
  }
  const name = /\/pods\/([^/]+)$/.exec(pathname)?.[1];
  const pod = pool.pods.find((one) => one.name === name);
  if (request.method !== 'PATCH' || pod === undefined) return reply(404, {});
  Object.assign(pod.annotations, (JSON.parse(body) as Change).metadata?.annotations);
  reply(200, {});
}

function describe({ name, ip, createdAt, readyAt, leaving, annotations, isReady }: DrillPod): object {
  const time = (at: number) => new Date(at).toISOString();
  const status = isReady ? 'True' : 'False';
  return {
    metadata: {
      name,
      annotations,
      creationTimestamp: time(createdAt),
      ...(leaving && { deletionTimestamp: time(createdAt) }),
    },
    status: {
      phase: 'Running',
      podIP: ip,
      conditions: [{ type: 'Ready', status, lastTransitionTime: time(readyAt ?? createdAt) }],
    },
  };
}
