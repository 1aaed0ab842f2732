import { createServer } from 'node:net';

/** How many ports after the wanted one are tried. */
const REACH = 100;

/**
 * The wanted port, or the next one that is free on every loopback address and not spoken for: a name like `localhost`
 * may mean IPv4 to one program and IPv6 to the next, so both have to be ours.
 *
 * @throws Error when none of them is free
 */
export async function freePort(wanted: number, spokenFor: ReadonlySet<number> = new Set()): Promise<number> {
  const last = Math.min(65_535, wanted + REACH);
  for (let port = wanted; port <= last; port++) {
    if (spokenFor.has(port)) continue;
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port;
  }
  throw new Error(`No port from ${wanted} to ${last} is free: stop something, or choose another with --port`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
