/** How long a client waits before it tries again, in milliseconds. */
const FIRST_MS = 250;
/** A storm is over within seconds: nobody should sleep long after it. An outage of minutes is another matter. */
const LONGEST_MS = 5_000;
const OUTAGE_FAILURES = 12;
const OUTAGE_MS = 20_000;

/**
 * The wait before a try, with full jitter: anything between nothing and a bound that doubles with each failure. A crowd
 * that lost its pod together so comes back spread out, and sooner than with a fixed wait (Marc Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015). `random` is from 0 to 1.
 *
 * @example
 * backoffMs(0, 1) // => 250
 * backoffMs(3, 0.5) // => 1000
 * backoffMs(8, 1) // => 5000
 * backoffMs(60, 1) // => 20000
 */
export function backoffMs(failures: number, random: number): number {
  const longest = failures < OUTAGE_FAILURES ? LONGEST_MS : OUTAGE_MS;
  return Math.round(random * Math.min(longest, FIRST_MS * 2 ** Math.min(failures, 20)));
}
