import type { IncomingMessage } from 'node:http';
import type { Knock } from '#app';

/** Where sockets are asked for, and a host, where nothing in them has to be decoded or refused. */
const SOCKET = /^\/api\/rooms\/([^/?#%]+)\/socket(?:\?[^#]*)?$/;
const HOST = /^[\w.-]+(?::\d+)?$/;

/**
 * An upgrade that asks for a room's socket, read from what Node has parsed; `undefined` for anything else, which is read
 * as a request.
 */
export function knockOf(
  incoming: IncomingMessage,
  addressOf: (incoming: IncomingMessage) => string,
): Knock | undefined {
  const { url: target = '', method, headers: named } = incoming;
  const [, room] = (method === 'GET' && SOCKET.exec(target)) || [];
  const { host = '' } = named;
  if (room === undefined || !HOST.test(host)) return undefined;
  const get = (name: string) => {
    const value = named[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return { room, url: `http://${host}${target}`, headers: { get }, address: () => addressOf(incoming) };
}

/**
 * An upgrade as a request that the app can answer.
 *
 * @throws TypeError when the address or the host is none
 */
export function upgradeRequest(incoming: IncomingMessage): Request {
  const { url: target = '/', method = 'GET', headers: named } = incoming;
  const url = new URL(target.startsWith('/') ? `http://${named.host ?? 'localhost'}${target}` : target);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  return new Request(url, { method, headers });
}
