/**
 * One socket, as the rules of a room see it.
 *
 * - `send` MUST keep the order, MUST NOT throw and MUST NOT wait; after the socket closed it does nothing.
 * - `close` MUST be safe to call twice.
 * - What waits to be written MUST be bounded: a socket whose backlog grows past its bound is closed with 4508, and its
 *   client comes back and continues from its position.
 */
export interface Connection {
  send(frame: string): void;
  close(code: number, reason: string): void;
}
