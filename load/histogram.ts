/** Milliseconds: what is faster counts as this, what is slower as the longest. */
const SHORTEST_MS = 0.01;
const LONGEST_MS = 600_000;
/** Each bucket is so much wider than the one before, so a quantile is at most 2 % too high. */
const GROWTH = 1.02;
const BUCKETS = Math.ceil(Math.log(LONGEST_MS / SHORTEST_MS) / Math.log(GROWTH)) + 1;

/** How long things took, in 7 KB however many they were: buckets of equal relative width, as HdrHistogram has them. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = Number.NaN;

  get count(): number {
    return this.#count;
  }

  /** The longest, exactly; NaN before the first. */
  get max(): number {
    return this.#max;
  }

  record(ms: number): void {
    const within = Math.min(Math.max(ms, SHORTEST_MS), LONGEST_MS);
    const bucket = Math.ceil(Math.log(within / SHORTEST_MS) / Math.log(GROWTH));
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count++;
    this.#max = this.#count === 1 ? ms : Math.max(this.#max, ms);
  }

  /** The time that a share of all stayed within, never too low and at most 2 % too high; NaN before the first. */
  quantile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(SHORTEST_MS * GROWTH ** bucket, this.#max);
    }
    return this.#max;
  }
}
