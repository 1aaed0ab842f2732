import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A pod that takes connections. */
export interface FrontTarget {
  readonly ip: string;
  readonly port: number;
}

/** One address for all pods: each connection goes to the one that has the fewest. */
export class DrillFront {
  readonly url: string;
  readonly #server: Server;
  readonly #targets: () => readonly FrontTarget[];
  readonly #counts = new Map<string, number>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, targets: () => readonly FrontTarget[]) {
    this.#server = server;
    this.#targets = targets;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (client) => this.#lead(client));
  }

  /** @param targets whoever takes connections now */
  static async start(targets: () => readonly FrontTarget[]): Promise<DrillFront> {
    const server = createServer({ noDelay: true, pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DrillFront(server, targets);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #lead(client: Socket): void {
    this.#keep(client);
    client.on('error', () => client.destroy());
    this.#join(client, [...this.#targets()]);
  }

  /** One that does not answer is left for the next. */
  #join(client: Socket, targets: readonly FrontTarget[]): void {
    const [target, ...others] = [...targets].sort((one, other) => this.#count(one.ip) - this.#count(other.ip));
    if (target === undefined || client.destroyed) {
      client.destroy();
      return;
    }
    const pod = connect({ host: target.ip, port: target.port, noDelay: true });
    this.#keep(pod);
    this.#counts.set(target.ip, this.#count(target.ip) + 1);
    pod.once('close', () => this.#counts.set(target.ip, this.#count(target.ip) - 1));
    let joined = false;
    pod.once('connect', () => {
      joined = true;
      client.pipe(pod);
      pod.pipe(client);
      client.once('close', () => pod.destroy());
      pod.once('close', () => client.destroy());
    });
    pod.on('error', () => {
      if (!joined) this.#join(client, others);
    });
  }

  #count(ip: string): number {
    return this.#counts.get(ip) ?? 0;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
