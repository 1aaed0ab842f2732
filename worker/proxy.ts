/** What goes to the pods in the mode `proxy`: everything about rooms, and what lets people in and keeps them out. */
const PROXIED = /^\/api\/(rooms\/|admin\/|(guests|tickets|signout)$)/;

/** What is a socket into a room, or will be one. */
const SOCKET = /^\/api\/rooms\/[^/]+\/socket$/;

export function isSocket(request: Request): boolean {
  return SOCKET.test(new URL(request.url).pathname) && request.headers.get('upgrade')?.toLowerCase() === 'websocket';
}

/** What may be a message over HTTP. */
const SAYING = /^\/api\/rooms\/[^/]+\/messages$/;

export function isSaying(request: Request): boolean {
  return request.method === 'POST' && SAYING.test(new URL(request.url).pathname);
}

export function isProxied(request: Request): boolean {
  return PROXIED.test(new URL(request.url).pathname);
}

/**
 * Hands a request to the pods as it is, sockets too. The pods check it; they are told where it came from. A page of the
 * edge is another origin to them, so the edge's address belongs in their ALLOWED_ORIGINS.
 */
export async function proxy(request: Request, originUrl: string, signal?: AbortSignal): Promise<Response> {
  const { pathname, search, protocol, host } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.set('x-forwarded-for', request.headers.get('cf-connecting-ip') ?? '');
  headers.set('x-forwarded-host', host);
  headers.set('x-forwarded-proto', protocol.slice(0, -1));
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : request.body;
  const { method } = request;
  const ask = { method, headers, body, redirect: 'manual', ...(signal && { signal }) } as const;
  return fetch(`${originUrl}${pathname}${search}`, ask);
}
