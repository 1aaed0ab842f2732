import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultLink, type LineFaults } from './fault-link.ts';

export type { LineFaults } from './fault-link.ts';

/** Which way bytes go: `there` is from whoever connects to the target, `back` is what the target answers. */
export type Way = 'there' | 'back';

export interface FaultProxyOptions {
  /** Where jitter comes from; give a seeded one for a run that can be repeated. */
  readonly random?: () => number;
}

/**
 * Starts a proxy on a free port of the loopback, in front of one TCP service of this machine. It changes nothing until
 * it is told to.
 */
export async function startFaultProxy(targetPort: number, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FaultProxy(server, targetPort, options.random ?? Math.random);
}

/**
 * A bad line between two that speak TCP: slow, narrow, cut, deaf in one direction, reset, or leading elsewhere. What is
 * lost on a real line is sent again by TCP, so here nothing is lost on an open connection: it comes late, or the
 * connection breaks.
 */
export class FaultProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #links: Readonly<Record<Way, FaultLink>>;
  readonly #pairs = new Set<readonly [client: Socket, target: Socket]>();
  #targetPort: number;
  #refusing = false;
  #resets: NodeJS.Timeout | undefined;

  constructor(server: Server, targetPort: number, random: () => number) {
    this.#server = server;
    this.#targetPort = targetPort;
    this.port = (server.address() as AddressInfo).port;
    this.#links = { there: new FaultLink(random), back: new FaultLink(random) };
    server.on('connection', (client) => this.#accept(client));
  }

  /** How many connections go through it now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** How many bytes went through it so far, each way. */
  get carried(): Readonly<Record<Way, number>> {
    return { there: this.#links.there.carried, back: this.#links.back.carried };
  }

  /** The address of a service behind it, if this is its address without: same scheme, same credentials. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(this.port);
    return through.href;
  }

  /** From now on the line is as bad as this, both ways; what was told before is over. */
  shape(faults: LineFaults): void {
    for (const link of Object.values(this.#links)) link.change(faults, link.held);
  }

  /** Nothing gets through and nobody is told, as when a cable is cut. New connections are taken and hear nothing. */
  blackhole(): void {
    this.partition('there', 'back');
  }

  /** Nothing gets through in these directions; with `back` alone, commands are carried out and never answered. */
  partition(...ways: readonly Way[]): void {
    for (const way of ['there', 'back'] as const) {
      const link = this.#links[way];
      link.change(link.faults, ways.includes(way));
    }
  }

  /** Breaks every connection, and those to come at once, as a host does that has no such service. */
  refuse(): void {
    this.#refusing = true;
    this.reset();
  }

  /** Breaks every connection once. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) breakOff(socket);
  }

  /** Breaks every connection again and again, until `heal`. */
  resetEvery(ms: number): void {
    clearInterval(this.#resets);
    this.#resets = setInterval(() => this.reset(), ms);
  }

  /** Leads to another service from now on; connections to the old one break. */
  switchTo(targetPort: number): void {
    this.#targetPort = targetPort;
    this.reset();
  }

  /** The line is good again. What was held back is carried at once. */
  heal(): void {
    this.#refusing = false;
    clearInterval(this.#resets);
    for (const link of Object.values(this.#links)) link.change({}, false);
  }

  async close(): Promise<void> {
    clearInterval(this.#resets);
    this.refuse();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      breakOff(client);
      return;
    }
    const target = connect({ port: this.#targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair = [client, target] as const;
    this.#pairs.add(pair);
    for (const [socket, other] of [pair, [target, client]] as const) {
      socket.on('error', () => breakOff(other));
      socket.once('close', (failed) => {
        // One that waits for a peer that takes nothing stays ours to break.
        if (other.closed) this.#pairs.delete(pair);
        else if (!failed) other.destroySoon();
      });
    }
    this.#links.there.join(client, target);
    this.#links.back.join(target, client);
  }
}

/**
 * Breaks a connection as a host does that is gone. One that is just saying that it has no more to say cannot be reset: Node 24
 * fails with EINVAL, forgets the handle, and waits for it without end when the process is over (seen 2026-11).
 */
function breakOff(socket: Socket): void {
  if (socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
