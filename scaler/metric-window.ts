import { median } from 'simple-statistics';
import type { Sample } from './collector.ts';
import { type Grid, nearestStep, onGrid } from './sample-grid.ts';

/** What is usual is what was so for about this long. */
const USUAL_MS = 3_600_000;
const FEWEST_STEPS = 12;

/** The newest samples of one metric: what it is now, what it usually was, and what a model has not seen yet. */
export class MetricWindow {
  readonly grid: Grid;
  readonly #keptSteps: number;
  #samples: Sample[] = [];
  #fed: number | undefined;

  constructor(grid: Grid) {
    this.grid = grid;
    this.#keptSteps = Math.max(FEWEST_STEPS, Math.ceil(USUAL_MS / grid.stepMs));
  }

  /** For how long samples are kept that models have seen. */
  get keptMs(): number {
    return this.#keptSteps * this.grid.stepMs;
  }

  /** The last sample; undefined before the first. */
  get last(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /** Takes samples in any order; one of a time that is there already replaces it. */
  take(samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    const byTime = new Map([...this.#samples, ...samples].map((sample) => [sample.at, sample]));
    const sorted = [...byTime.values()].sort((one, other) => one.at - other.at);
    const newest = nearestStep(this.grid, sorted.at(-1)?.at as number);
    // What no model has seen yet is kept however old it is.
    const oldest = Math.min(newest - this.#keptSteps, (this.#fed ?? newest) + 1);
    this.#samples = sorted.filter(({ at }) => nearestStep(this.grid, at) >= oldest);
  }

  /** The median of the last hour's steps, without the last; null while fewer than 12 are known. */
  usual(): number | null {
    const last = this.last;
    if (last === undefined) return null;
    const newest = nearestStep(this.grid, last.at);
    const known = [...onGrid(this.grid, this.#samples, newest - this.#keptSteps, newest - 1)].filter(
      (value) => !Number.isNaN(value),
    );
    return known.length >= FEWEST_STEPS ? median(known) : null;
  }

  /** Says which step a model has seen last: all before it count as seen. */
  fedUpTo(step: number): void {
    this.#fed = step;
  }

  /**
   * The steps that a model has not seen yet, up to the last that has a sample, and from which step on. A hole at the end is
   * left for later: its samples may only be late.
   */
  unfed(): { readonly from: number; readonly values: Float64Array } {
    const last = this.last;
    const from = (this.#fed ?? Number.NEGATIVE_INFINITY) + 1;
    if (last === undefined || !Number.isFinite(from)) return { from: 0, values: new Float64Array() };
    return { from, values: onGrid(this.grid, this.#samples, from, nearestStep(this.grid, last.at)) };
  }

  /** From when on samples are to be asked for, at a time. */
  askFrom(at: number): number {
    const newest = this.last?.at ?? at - USUAL_MS;
    // A step again: what came late is taken too.
    return Math.min(newest + 1, at - this.grid.stepMs);
  }

  /** The step that a model has seen last; that of the last sample where it has seen none. Undefined without samples. */
  get seenStep(): number | undefined {
    return this.#fed ?? (this.last === undefined ? undefined : nearestStep(this.grid, this.last.at));
  }

  /** What is kept, oldest first. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }
}
