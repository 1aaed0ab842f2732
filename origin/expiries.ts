import type { Clock } from '#chat';

/** The longest time that runtimes can wait (2^31 - 1 ms): a timer for longer fires at once. */
const MOST_WAIT_MS = 2_147_483_647;

/**
 * Calls `look` when the first of many times has come. What is looked at says again when it wants to be, so that ten thousand sockets
 * with tokens that end are one timer and a look at each of them, and not a timer for each.
 */
export class Expiries {
  readonly #clock: Clock;
  readonly #look: () => void;
  #at = Number.POSITIVE_INFINITY;
  #looking = false;
  #cancel = () => {};

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Somebody wants to be looked at by then; epoch milliseconds. */
  wakeAt(at: number): void {
    if (at >= this.#at) return;
    this.#at = at;
    if (!this.#looking) this.#plan();
  }

  close(): void {
    this.#cancel();
    this.#at = Number.NEGATIVE_INFINITY;
  }

  #plan(): void {
    this.#cancel();
    const ms = Math.max(0, Math.min(this.#at - this.#clock.now(), MOST_WAIT_MS));
    this.#cancel = this.#clock.after(ms, () => this.#run());
  }

  #run(): void {
    this.#at = Number.POSITIVE_INFINITY;
    this.#looking = true;
    this.#look();
    this.#looking = false;
    if (this.#at < Number.POSITIVE_INFINITY) this.#plan();
  }
}
