import type { AddressInfo, Server } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/**
 * Connections that the system keeps for us until we take them (as far as it allows, `net.core.somaxconn`). With Node's 511 a
 * storm of 5,000 found the line full: what does not fit is dropped by Linux without a word, and tried again after 1, 3 and 7 s.
 */
export const BACKLOG = 4_096;

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another process listens there, end it or set another port',
  EACCES: 'this user may not listen there, set a port from 1024 on',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the name is not known',
};

/**
 * Listens, and tells the address that a program on this machine reaches it at. `name` is the setting to change. With
 * `shared` others of this user may listen at the same port.
 *
 * @throws CannotStart `port`
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  name: string,
  shared = false,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG, reusePort: shared }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''] ?? error.message;
    throw new CannotStart('port', [`${name} ${port} on ${host} cannot be listened on, ${reason}`], error);
  });
  return urlOf(host, (server.address() as AddressInfo).port);
}

/**
 * @example
 * urlOf('0.0.0.0', 8080) // => 'http://127.0.0.1:8080'
 * urlOf('::1', 8080) // => 'http://[::1]:8080'
 */
export function urlOf(host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
