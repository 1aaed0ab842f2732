import type { Connection } from '#chat';

/**
 * A socket that a Durable Object accepted. The platform tells nothing of what waits to be written: a client that says how
 * far it has read is bounded by that, and one that does not is closed by the platform when it cannot take more.
 */
export class ConnectionEdge implements Connection {
  readonly waiting = undefined;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(frame: string): void {
    try {
      this.#socket.send(frame);
    } catch {
      // It closed a moment ago: webSocketClose tells.
    }
  }

  whenTaken(): void {}

  close(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason);
    } catch {
      // It is closed already.
    }
  }
}
