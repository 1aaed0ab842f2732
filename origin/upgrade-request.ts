import type { IncomingMessage } from 'node:http';

/** Where sockets are asked for. Only there is a request known to be read for its address and its headers alone. */
const SOCKETS = /^\/api\/rooms\/[^/?#]+\/socket(?:\?|$)/;

/**
 * An upgrade as the app reads it. Undici's `Request` and `Headers` cost a storm of upgrades more than routing, so what
 * asks for a room's socket is read through a view of what Node has parsed; anything else is made in full.
 *
 * @throws TypeError when the address or the host is none
 */
export function upgradeRequest(incoming: IncomingMessage): Request {
  const { url: target = '/', method = 'GET', headers: named } = incoming;
  const url = new URL(target.startsWith('/') ? `http://${named.host ?? 'localhost'}${target}` : target);
  if (method === 'GET' && SOCKETS.test(target)) return viewOf(incoming, url);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  return new Request(url, { method, headers });
}

/** As much of a request as `openSocket` and what goes around it use. */
function viewOf(incoming: IncomingMessage, url: URL): Request {
  const { headersDistinct } = incoming;
  const get = (name: string) => headersDistinct[name.toLowerCase()]?.join(', ') ?? null;
  return { url: url.href, method: 'GET', headers: { get } } as unknown as Request;
}
