import type { Clock } from './clock.ts';

/**
 * Runs a task when it is asked to, but not more often than once in a while: at once when it has been calm, otherwise
 * when the wait since the last run is over; who asks meanwhile shares that run.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #run: () => void;
  readonly #waitMs: () => number;
  #ranAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  /** `waitMs` is asked each time: the time between two runs, in milliseconds. Less than one is none. */
  constructor(clock: Clock, run: () => void, waitMs: () => number) {
    this.#clock = clock;
    this.#run = run;
    this.#waitMs = waitMs;
  }

  soon(): void {
    if (this.#cancel) return;
    const waitMs = this.#waitMs();
    const leftMs = Math.min(waitMs, this.#ranAt + waitMs - this.#clock.now());
    if (waitMs < 1 || leftMs <= 0) this.now();
    else this.#cancel = this.#clock.after(leftMs, () => this.now());
  }

  /** Runs now, whatever the wait. */
  now(): void {
    this.stop();
    this.#ranAt = this.#clock.now();
    this.#run();
  }

  /** A run that waits does not take place. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
