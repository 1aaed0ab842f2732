import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How long answers that have begun may take to finish once the pod leaves, in milliseconds. */
const FINISH_MS = 2_000;

/** The requests that a server is answering, so that it can be closed without cutting an answer off. */
export class Requests {
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  readonly #endless = new WeakSet<ServerResponse>();

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.#open.add(response);
      response.once('close', () => this.#open.delete(response));
    });
  }

  /** Looks at an answer that is about to be written. */
  watch(outgoing: ServerResponse, response: Response): Response {
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) this.#endless.add(outgoing);
    return response;
  }

  /**
   * Takes no new connections, lets answers finish for a bounded time, then ends what is left. Event streams never
   * finish, so they are ended at once: their readers come back with the position that they have.
   */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const force = setTimeout(() => this.#server.closeAllConnections(), FINISH_MS);
      this.#server.close(() => {
        clearTimeout(force);
        resolve();
      });
      for (const response of this.#open) {
        if (this.#endless.has(response)) response.destroy();
        else if (!response.headersSent) response.setHeader('connection', 'close');
      }
      this.#server.closeIdleConnections();
    });
  }
}
