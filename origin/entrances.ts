import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { BACKLOG, listen } from './listen.ts';

/**
 * How many sockets listen at the public port. libuv takes one connection of each in a turn of the event loop (since 1.45), and
 * in a storm a turn is long: with one, 10,000 who came at once found the line of 4,096 full, and were dropped and tried again
 * after 1, 3 and 7 s, with whoever came besides. With eight nobody was dropped, but 6,000 stood in the lines for up to 3 s,
 * since a turn that let in hundreds took eight of them. A socket that nobody comes to costs nothing.
 */
const ENTRANCES = 64;

/** Further sockets at a server's port. */
export interface Entrances {
  readonly url: string;
  /** Lets nobody in any more, and resolves when everybody who came this way is gone. The server itself is left as it is. */
  close(): Promise<void>;
}

/**
 * Listens at one port with several sockets, among which the system spreads who comes. Where it cannot (SO_REUSEPORT is not
 * everywhere), one has to do.
 *
 * @throws CannotStart `port`
 */
export async function openEntrances(server: Server, host: string, port: number, name: string): Promise<Entrances> {
  // A port that is shared can be shared by a stranger too: nobody else may be there.
  if (port !== 0) await tryAlone(host, port, name);
  const url = await listen(server, host, port, name, true).catch(() => listen(server, host, port, name));
  const others: NetServer[] = [];
  for (let count = 1; count < ENTRANCES; count++) {
    const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
    if (!(await joined(other, host, Number(new URL(url).port)))) break;
    others.push(other);
  }
  return {
    url,
    async close() {
      await Promise.all(others.map((other) => new Promise<void>((resolve) => other.close(() => resolve()))));
    },
  };
}

/** @throws CannotStart `port` */
async function tryAlone(host: string, port: number, name: string): Promise<void> {
  const alone = createServer();
  await listen(alone, host, port, name);
  await new Promise<void>((resolve) => alone.close(() => resolve()));
}

function joined(other: NetServer, host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    other.once('error', () => resolve(false));
    other.listen({ port, host, backlog: BACKLOG, reusePort: true }, () => resolve(true));
  });
}
