import { Histogram } from './histogram.ts';

/** Things that are counted; every one is there from the start, so that none is a measure that was not taken. */
const COUNTED = [
  'published',
  'delivered',
  'refused',
  'holes',
  'repeats',
  'gaps',
  'dropped',
  'resumed',
  'not_recovered',
  'behind',
  'unacknowledged',
] as const;
const P95 = 0.95;

export type Counted = (typeof COUNTED)[number];

/** What a run measured, while it runs and after. Times in milliseconds. */
export class Tally {
  readonly connect = new Histogram();
  readonly resume = new Histogram();
  readonly publish = new Histogram();
  readonly late = new Histogram();
  /** Of each third of the run: whether it gets slower is seen between the first and the last. */
  readonly #deliveries = [new Histogram(), new Histogram(), new Histogram()] as const;
  readonly #all = new Histogram();
  readonly #counts: Record<Counted, number>;
  /** How much of the run is over, from 0 to 1. */
  progress = 0;

  constructor() {
    this.#counts = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<Counted, number>;
  }

  add(name: Counted, amount = 1): void {
    this.#counts[name] += amount;
  }

  deliver(ms: number): void {
    this.#all.record(ms);
    this.#deliveries[Math.min(2, Math.floor(this.progress * 3)) as 0 | 1 | 2].record(ms);
  }

  /** Every measure by the name that thresholds use; NaN where there was nothing to measure. */
  measures(): Record<string, number> {
    const [first, , last] = this.#deliveries;
    return {
      ...this.#counts,
      connect_p95_ms: this.connect.quantile(P95),
      resume_p95_ms: this.resume.quantile(P95),
      publish_p95_ms: this.publish.quantile(P95),
      publish_p99_ms: this.publish.quantile(0.99),
      delivery_p50_ms: this.#all.quantile(0.5),
      delivery_p95_ms: this.#all.quantile(P95),
      delivery_p99_ms: this.#all.quantile(0.99),
      drift_p95_ms: last.quantile(P95) - first.quantile(P95),
      late_p99_ms: this.late.quantile(0.99),
    };
  }
}
