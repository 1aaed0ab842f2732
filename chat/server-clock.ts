/** Two clocks of one system that differ by more than this are not one clock. Milliseconds. */
const SKEW_MS = 1_000;

/**
 * What time it is where the log is, so that everybody sees the same message fade at the same moment. What comes is late
 * by its way, never early, so of several the one that says the latest is the truest. Times of entries count more than a
 * welcome's: they are the log's own.
 */
export class ServerClock {
  #welcomed: number | undefined;
  #heard: number | undefined;

  /** A new connection: `at` is its process's clock. What is known of the log's is kept, unless our own clock was set. */
  welcome(at: number, now: number): void {
    const welcomed = at - now;
    if (Math.abs(welcomed - (this.#welcomed ?? welcomed)) > SKEW_MS) this.#heard = undefined;
    this.#welcomed = welcomed;
  }

  /** Something was put into the log a moment ago, at `at`. */
  hear(at: number, now: number): void {
    this.#heard = Math.max(this.#heard ?? Number.NEGATIVE_INFINITY, at - now);
  }

  /**
   * Epoch milliseconds.
   *
   * @example
   * const clock = new ServerClock();
   * clock.welcome(5_000, 1_000);
   * clock.now(1_500) // => 5500
   */
  now(now: number): number {
    return now + this.#offset;
  }

  get #offset(): number {
    const [welcomed, heard] = [this.#welcomed, this.#heard];
    if (heard === undefined) return welcomed ?? 0;
    return welcomed !== undefined && Math.abs(welcomed - heard) < SKEW_MS ? Math.max(welcomed, heard) : heard;
  }
}

/**
 * For how much longer something is shown that is to be seen for `fadeMs` after it was said, in milliseconds: 0 when its
 * time is over.
 *
 * @example
 * fadeLeftMs(10_000, 14_200, 5_000) // => 800
 * fadeLeftMs(10_000, 16_000, 5_000) // => 0
 */
export function fadeLeftMs(at: number, serverNow: number, fadeMs: number): number {
  return Math.max(0, at + fadeMs - serverNow);
}
