/** What goes to the pods in the mode `proxy`: everything about rooms, and what lets people in and keeps them out. */
const PROXIED = /^\/api\/(rooms\/|admin\/|(guests|tickets|signout)$)/;

export function isProxied(request: Request): boolean {
  return PROXIED.test(new URL(request.url).pathname);
}

/**
 * Hands a request to the pods as it is, sockets too. The pods check it; they are told where it came from. A page of the
 * edge is another origin to them, so the edge's address belongs in their ALLOWED_ORIGINS.
 */
export async function proxy(request: Request, originUrl: string): Promise<Response> {
  const { pathname, search, protocol, host } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.set('x-forwarded-for', request.headers.get('cf-connecting-ip') ?? '');
  headers.set('x-forwarded-host', host);
  headers.set('x-forwarded-proto', protocol.slice(0, -1));
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : request.body;
  return fetch(`${originUrl}${pathname}${search}`, { method: request.method, headers, body, redirect: 'manual' });
}
