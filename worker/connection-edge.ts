import type { Connection } from '#chat';

/**
 * A socket that a Durable Object accepted. The platform tells nothing of what waits to be written and bounds it itself:
 * a socket that cannot take more is closed by it, and its client comes back and continues from its position.
 */
export class ConnectionEdge implements Connection {
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

  close(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason);
    } catch {
      // It is closed already.
    }
  }
}
