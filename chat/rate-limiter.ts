import type { RateRule } from './gcra.ts';

export type Taken = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Counts how often something is done, by key.
 *
 * - A key MUST be counted once over every process that shares the keeper's store.
 * - An allowed take MUST be counted, a refused one MUST NOT.
 * - `retryAfterMs` MUST be long enough: a take after it is allowed if nobody else took.
 * - Keys that were not used for a minute MUST cost nothing.
 */
export interface RateLimiter {
  take(key: string, rule: RateRule): Promise<Taken>;
}
