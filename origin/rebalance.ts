/** A pod begins to shed when it carries so many times the mean, and stops at the lower one: the two apart, so that it does not flutter. */
const BEGIN = 1.2;
const END = 1.05;
/** Fewer than these above the mean are not worth anybody's moving. */
const LEAST = 20;
/** The largest share of a pod's sockets that is asked to move in one round. */
const SHARE = 0.05;

export interface Shedding {
  /** How many are asked to move now. */
  readonly shed: number;
  /** Whether it is at it: remembered for the next round. */
  readonly shedding: boolean;
}

/**
 * How many of its sockets a pod asks to move in one round, by what it and the others carry. Each pod decides for itself: those
 * above the mean shed, so nobody has to agree with anybody.
 *
 * @param others what each other pod carries that takes newcomers
 * @param shedding whether it was at it in the round before
 * @example
 * shedOf(1_000, [0], false) // => { shed: 50, shedding: true }
 * shedOf(1_100, [1_000], false) // => { shed: 0, shedding: false }
 * shedOf(1_200, [1_000], true) // => { shed: 60, shedding: true }
 */
export function shedOf(own: number, others: readonly number[], shedding: boolean): Shedding {
  const mean = others.reduce((sum, load) => sum + load, own) / (others.length + 1);
  const above = Math.floor(own - mean);
  const goes = above >= LEAST && own > mean * (shedding ? END : BEGIN);
  return { shed: goes ? Math.min(above, Math.floor(own * SHARE) || 1) : 0, shedding: goes };
}
