/** So many in a minute, and how many of them may come at once. */
export interface RateRule {
  readonly perMinute: number;
  readonly burst: number;
}

/** 100 messages a minute for each visitor, 20 of them at once. */
export const MESSAGE_RATE: RateRule = { perMinute: 100, burst: 20 };

export type RateAnswer =
  | { readonly allowed: true; readonly nextAt: number }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * The generic cell rate algorithm (ITU-T I.371): one number a key, the theoretical arrival time, instead of a list of
 * times. `arrivalAt` is what was stored (0 when nothing was), `nextAt` is what to store. O(1).
 *
 * @example
 * gcra({ perMinute: 60, burst: 1 }, 0, 5_000) // => { allowed: true, nextAt: 6000 }
 * gcra({ perMinute: 60, burst: 1 }, 6_000, 5_400) // => { allowed: false, retryAfterMs: 600 }
 */
export function gcra(rule: RateRule, arrivalAt: number, now: number): RateAnswer {
  const spacing = 60_000 / rule.perMinute;
  const start = Math.max(arrivalAt, now);
  const earliest = start - spacing * (rule.burst - 1);
  if (now < earliest) return { allowed: false, retryAfterMs: Math.ceil(earliest - now) };
  return { allowed: true, nextAt: start + spacing };
}
