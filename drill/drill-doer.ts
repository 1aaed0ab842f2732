import type { FaultProxy } from '#conformance';
import type { DoneDeed } from './drill-deeds.ts';
import type { Deed, DrillPlan } from './drill-plan.ts';
import type { DrillPool } from './drill-pool.ts';

const CUT_MS = 2_000;
/** Who is cut off within this time of a deed is so because of it; after it everybody has come back. */
const HURTS_MS = 10_000;
/** A spike brings a fifth of the peak, for so long. */
const SPIKE_PART = 0.2;
const SPIKE_SECONDS = 1_200;

/** Breaks a drill on purpose, and remembers what it did. Times are the trace's, in epoch milliseconds. */
export class DrillDoer {
  readonly done: DoneDeed[] = [];
  /** What can be broken, once it is there. */
  pool: DrillPool | undefined;
  line: FaultProxy | undefined;
  readonly #plan: DrillPlan;
  #spikeUntil = 0;

  constructor(plan: DrillPlan) {
    this.#plan = plan;
  }

  do(deed: Deed, at: number): void {
    const hurtsUntil = at + HURTS_MS * this.#plan.speed;
    const started = at + 2 * this.#plan.coldStartSeconds * 1000;
    if (deed === 'spike') {
      this.#spikeUntil = at + SPIKE_SECONDS * 1000;
      this.done.push({ deed, at, hurtsUntil: at, unforeseenUntil: Math.max(this.#spikeUntil, started) });
    } else if (deed === 'kill') {
      const pod = this.pool?.kill();
      this.done.push({ deed, at, hurtsUntil, unforeseenUntil: Math.max(hurtsUntil, started), pod });
    } else {
      this.line?.blackhole();
      setTimeout(() => this.line?.heal(), CUT_MS);
      this.done.push({ deed, at, hurtsUntil, unforeseenUntil: hurtsUntil });
    }
  }

  /** How many more people there are because a crowd was made to come. */
  crowdAt(at: number): number {
    return at < this.#spikeUntil ? SPIKE_PART * this.#plan.peak : 0;
  }
}
