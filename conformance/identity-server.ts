import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers of an identity provider by path; a function says what to answer to a body. */
export type IdentityAnswers = Readonly<Record<string, (body: string) => Promise<IdentityAnswer> | IdentityAnswer>>;

export interface IdentityAnswer {
  readonly status?: number;
  readonly json: unknown;
}

/** An identity provider on this machine, as a page asks it from another origin. */
export interface IdentityServer {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startIdentityServer(answers: IdentityAnswers): Promise<IdentityServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, answers, asked).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answers: IdentityAnswers,
  asked: string[],
): Promise<void> {
  const headers = {
    'access-control-allow-origin': request.headers.origin ?? '',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'content-type',
    'content-type': 'application/json',
  };
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  const say = answers[pathname];
  if (request.method === 'OPTIONS') response.writeHead(204, headers).end();
  else if (say === undefined) response.writeHead(404, headers).end('{}');
  else {
    asked.push(pathname);
    const { status = 200, json } = await say(await text(request));
    response.writeHead(status, headers).end(JSON.stringify(json));
  }
}
