import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a provider of public keys may answer. */
export type JwksAnswer =
  | { readonly keys: readonly object[] }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Takes the request and says nothing. */
  | 'silence'
  /** Sends spaces for as long as somebody reads. */
  | 'endless';

/** A provider of public keys on this machine, that answers as it is told. */
export interface JwksServer {
  readonly url: string;
  /** How often it was asked. */
  readonly asked: number;
  /** How many bytes it has sent. */
  readonly sentBytes: number;
  answer: JwksAnswer;
  close(): Promise<void>;
}

const PIECE = ' '.repeat(65_536);

/** Starts a provider on a free port of this machine. */
export async function startJwksServer(answer: JwksAnswer): Promise<JwksServer> {
  const state = { answer, asked: 0, sentBytes: 0 };
  const server = createServer((_request, response) => {
    state.asked++;
    respond(response, state);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/jwks.json`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

function respond(response: ServerResponse, state: { answer: JwksAnswer; sentBytes: number }): void {
  const { answer } = state;
  if (answer === 'silence') return;
  if (answer === 'endless') pour(response, state);
  else if ('status' in answer) response.writeHead(answer.status, answer.headers).end(answer.body);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function pour(response: ServerResponse, state: { sentBytes: number }): void {
  const more = () => {
    while (!response.destroyed) {
      state.sentBytes += PIECE.length;
      if (!response.write(PIECE)) return;
    }
  };
  response.on('drain', more);
  more();
}
