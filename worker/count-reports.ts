import { CountingMeter, type CountReport } from '#app';
import { type Clock, NO_METER } from '#chat';
import { ANALYTICS_NAME } from './analytics-object.ts';
import type { Env } from './env.ts';

/** Reports are at least so long apart, and twice as long after each that failed; then the next change has to come. */
const PACE_MS = 5_000;
const MOST_FAILURES = 3;
/** One that takes longer is taken for lost. */
const SEND_MS = 10_000;

/**
 * Counts for a room or an isolate and reports it, at once and then at a pace. A report has everything since the
 * beginning, so one that is lost is made good by the next.
 */
export class CountReports {
  readonly meter: CountingMeter;
  readonly #env: Env;
  readonly #clock: Clock;
  readonly #about: { readonly name: string; readonly leaseMs: number };
  readonly #instance = crypto.randomUUID();
  readonly #connections: (() => number) | undefined;
  #busyUntil = 0;
  #nextAt = 0;
  #toldAt = 0;
  #changed = false;
  #failures = 0;

  /** `connections` where they are known better than by counting. */
  constructor(
    env: Env,
    clock: Clock,
    about: { readonly name: string; readonly leaseMs: number; readonly connections?: () => number },
  ) {
    this.#env = env;
    this.#clock = clock;
    this.#about = about;
    this.#connections = about.connections;
    this.meter = new CountingMeter(NO_METER, () => this.touch());
  }

  /** Something is to be told with the next report. */
  touch(): void {
    this.#changed = true;
  }

  get report(): CountReport {
    const { name, leaseMs } = this.#about;
    const { counts } = this.meter;
    const connections = this.#connections?.() ?? counts.connections;
    return { name, leaseMs, instance: this.#instance, ...counts, connections };
  }

  /** Tells everything again when nothing was told for so long: what is open goes on being open. */
  beat(ms: number): Promise<void> {
    if (this.#clock.now() - this.#toldAt >= ms / 2) this.touch();
    return this.tell();
  }

  /**
   * Tells what changed, if anything did, when its time has come. Never rejects. In a Worker it may be cut off with the
   * request that it runs in: then whoever comes next tells.
   */
  async tell(): Promise<void> {
    const startedAt = this.#clock.now();
    if (!this.#changed || startedAt < this.#busyUntil) return;
    const wait = Math.max(0, this.#nextAt - startedAt);
    this.#busyUntil = startedAt + wait + SEND_MS;
    if (wait > 0) await new Promise<void>((resolve) => this.#clock.after(wait, resolve));
    this.#changed = false;
    try {
      await this.#env.ANALYTICS.getByName(ANALYTICS_NAME).report(this.report);
      this.#failures = 0;
      this.#toldAt = this.#clock.now();
    } catch {
      this.#failures = Math.min(this.#failures + 1, MOST_FAILURES);
      this.#changed = this.#failures < MOST_FAILURES;
    }
    this.#nextAt = this.#clock.now() + PACE_MS * 2 ** this.#failures;
    this.#busyUntil = 0;
    return this.tell();
  }
}
