import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Refusal } from './collector.ts';
import type { CollectorSettings } from './collector-settings.ts';
import { HttpClient } from './http-client.ts';

/** A request as a double of a source heard it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (heard: Heard, response: ServerResponse) => void;

/** A double of a source: it writes down what it is asked, and answers as it is told to. */
export interface SourceDouble {
  readonly url: string;
  readonly heard: Heard[];
  answer: Answering;
  close(): Promise<void>;
}

export async function startSource(answer: Answering, tls?: { cert: string; key: string }): Promise<SourceDouble> {
  const heard: Heard[] = [];
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(parts).toString('utf8') };
    heard.push(one);
    double.answer(one, response);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = tls === undefined ? 'http' : 'https';
  const double: SourceDouble = {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;
}

/** Answers with JSON, at once. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answering {
  return (_heard, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

const CLIENT = new HttpClient();

/** Settings whose clock stands still, and what was refused. */
export function collecting(now: number, more: Partial<CollectorSettings> = {}) {
  const refusals: Refusal[] = [];
  const settings: CollectorSettings = {
    workload: 'shop/chat',
    env: {},
    client: CLIENT,
    now: () => now,
    refused: (_metric, refused) => refusals.push(...refused),
    ...more,
  };
  return { settings, refusals };
}

export const NEVER: AbortSignal = new AbortController().signal;
