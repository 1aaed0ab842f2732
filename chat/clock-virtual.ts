import type { Clock } from './clock.ts';

/** Time that goes on only when it is told to: for tests, and for running through a day in a second. */
export class ClockVirtual implements Clock {
  #now: number;
  readonly #tasks = new Set<{ readonly at: number; readonly task: () => void }>();

  /** Begins at a time in epoch milliseconds. */
  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const planned = { at: this.#now + ms, task };
    this.#tasks.add(planned);
    return () => this.#tasks.delete(planned);
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#tasks.size;
  }

  /** Lets time pass and runs what falls due, in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#tasks.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }

  #next(end: number) {
    let first: { readonly at: number; readonly task: () => void } | undefined;
    for (const planned of this.#tasks) if (planned.at <= end && planned.at < (first?.at ?? Infinity)) first = planned;
    return first;
  }
}
