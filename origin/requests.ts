import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How long answers that have begun may take to finish once the pod leaves, in milliseconds. */
const FINISH_MS = 2_000;

/** The requests that a server is answering, so that it can be closed without cutting an answer off. */
export class Requests {
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  /** Closes other ways in. */
  #entrances: () => Promise<void> = async () => {};

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.#open.add(response);
      response.once('close', () => this.#open.delete(response));
    });
  }

  /** They are closed together with the server. */
  comeBy(entrances: { close(): Promise<void> }): void {
    this.#entrances = () => entrances.close();
  }

  /**
   * Takes no new connections, lets answers finish for a bounded time, then ends what is left. Whoever reads events was
   * sent away before: their streams finish too.
   */
  async close(): Promise<void> {
    const force = setTimeout(() => this.#server.closeAllConnections(), FINISH_MS);
    const closed = Promise.all([new Promise((resolve) => this.#server.close(resolve)), this.#entrances()]);
    for (const response of this.#open) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
    this.#server.closeIdleConnections();
    await closed;
    clearTimeout(force);
  }
}
