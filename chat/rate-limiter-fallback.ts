import type { Clock } from './clock.ts';
import { ChatFault } from './fault.ts';
import type { RateRule } from './gcra.ts';
import type { RateLimiter, Taken } from './rate-limiter.ts';

/** After a failure nobody is asked for so long: whoever comes must not wait for what does not answer. Milliseconds. */
const ALONE_MS = 2_000;

/**
 * Counts together with the other processes, and alone while that cannot be: each process then allows its part of the
 * limit, so that all of them together allow no more than it, and none of them nothing.
 */
export class RateLimiterFallback implements RateLimiter {
  readonly #together: RateLimiter;
  readonly #alone: RateLimiter;
  readonly #replicas: number;
  readonly #clock: Clock;
  #aloneUntil = Number.NEGATIVE_INFINITY;

  constructor(together: RateLimiter, alone: RateLimiter, replicas: number, clock: Clock) {
    this.#together = together;
    this.#alone = alone;
    this.#clock = clock;
    this.#replicas = Math.max(1, replicas);
  }

  async take(key: string, rule: RateRule): Promise<Taken> {
    if (this.#clock.now() >= this.#aloneUntil) {
      try {
        return await this.#together.take(key, rule);
      } catch (error) {
        if (!(error instanceof ChatFault) || error.code !== 'unavailable') throw error;
        this.#aloneUntil = this.#clock.now() + ALONE_MS;
      }
    }
    return this.#alone.take(key, partOf(rule, this.#replicas));
  }
}

/**
 * A process's part of a limit: whole takes at once, at least one.
 *
 * @example
 * partOf({ perMinute: 100, burst: 20 }, 3) // => { perMinute: 33.333333333333336, burst: 6 }
 */
export function partOf(rule: RateRule, replicas: number): RateRule {
  return { perMinute: rule.perMinute / replicas, burst: Math.max(1, Math.floor(rule.burst / replicas)) };
}
