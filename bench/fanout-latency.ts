const BUCKET_MS = 0.02;
const BUCKETS = 500_000;

/** Durations in buckets of 0.02 ms up to 10 s: adding one is an increment. */
export class Latencies {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.floor(ms / BUCKET_MS)));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
  }

  /** The duration that this share of all does not exceed, in milliseconds; NaN when there is none. */
  quantile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = Math.ceil(this.#count * share);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return Number(((bucket + 1) * BUCKET_MS).toFixed(2));
    }
    return BUCKETS * BUCKET_MS;
  }
}
