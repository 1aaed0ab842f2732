import type { Clock } from './clock.ts';
import { gcra, type RateRule } from './gcra.ts';
import type { RateLimiter, Taken } from './rate-limiter.ts';

/** How many takes go by between two sweeps of keys that are at rest. */
const SWEEP_EVERY = 1_000;

/** Counts in this process alone. */
export class RateLimiterMemory implements RateLimiter {
  readonly #clock: Clock;
  readonly #arrivals = new Map<string, number>();
  #takes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#arrivals.size;
  }

  async take(key: string, rule: RateRule): Promise<Taken> {
    return this.takeNow(key, rule);
  }

  /** The same at once, for a keeper that must not wait in the middle of an append. */
  takeNow(key: string, rule: RateRule): Taken {
    const now = this.#clock.now();
    if (++this.#takes % SWEEP_EVERY === 0) this.#sweep(now);
    const answer = gcra(rule, this.#arrivals.get(key) ?? 0, now);
    if (!answer.allowed) return answer;
    this.#arrivals.set(key, answer.nextAt);
    return { allowed: true };
  }

  #sweep(now: number): void {
    for (const [key, arrivalAt] of this.#arrivals) if (arrivalAt <= now) this.#arrivals.delete(key);
  }
}
