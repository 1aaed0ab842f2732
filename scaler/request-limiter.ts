/** What may be done in a minute, and how much of it at once. */
export interface RequestRate {
  readonly perMinute: number;
  readonly burst: number;
}

/** As many callers as are remembered; beyond it, who came least lately is forgotten. */
const MOST_KEYS = 20_000;

/**
 * Counts requests by who makes them, in this process alone: a leaky bucket as a meter (GCRA, ATM Forum TM 4.0, 4.4.2), one
 * number for each caller. What is refused is not counted, so that waiting as long as told is enough.
 */
export class RequestLimiter {
  readonly #rate: RequestRate;
  readonly #now: () => number;
  readonly #arrivals = new Map<string, number>();

  constructor(rate: RequestRate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  get size(): number {
    return this.#arrivals.size;
  }

  /** Milliseconds to wait; 0 when it may go on, which counts. */
  take(key: string): number {
    const now = this.#now();
    const interval = 60_000 / this.#rate.perMinute;
    const arrivalAt = Math.max(this.#arrivals.get(key) ?? now, now);
    const wait = arrivalAt - now - (this.#rate.burst - 1) * interval;
    // Rounding must not make anybody wait who waited.
    if (wait > 1e-6) return Math.ceil(wait);
    this.#arrivals.delete(key);
    this.#arrivals.set(key, arrivalAt + interval);
    if (this.#arrivals.size > MOST_KEYS) this.#arrivals.delete(this.#arrivals.keys().next().value as string);
    return 0;
  }
}
