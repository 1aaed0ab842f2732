/**
 * One socket, as the rules of a room see it.
 *
 * - `send` MUST keep the order, MUST NOT throw and MUST NOT wait; after the socket closed it does nothing.
 * - `close` MUST be safe to call twice.
 * - What waits is bounded by who sends: an `Outlet` sends no entries while more than `LIMITS.waitingBytes` wait, and
 *   closes a socket that takes nothing of it any more.
 */
export interface Connection {
  /** @param soon it may wait a few milliseconds for what is sent next, and go with it */
  send(frame: string, soon?: 'soon'): void;
  close(code: number, reason: string): void;
  /**
   * About how many bytes were sent and not taken yet, less each time that some are taken; `undefined` where the platform
   * does not tell.
   */
  readonly waiting: number | undefined;
  /** Calls `task` once, later, when what waited has been taken. Never where `waiting` is not told. */
  whenTaken(task: () => void): void;
}
