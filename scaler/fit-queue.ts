import { setImmediate } from 'node:timers/promises';

/** Something that is to be done when there is time. */
export interface FitTask {
  readonly id: string;
  /** What has to be done first has the lowest. */
  readonly rank: number;
  readonly run: () => Promise<void>;
}

/**
 * Does costly things one after the other, the most pressing first, each at most once in the queue. Between two it lets
 * everything else have its turn.
 */
export class FitQueue {
  readonly #waiting = new Map<string, FitTask>();
  #working: Promise<void> | undefined;
  #closed = false;

  get waiting(): number {
    return this.#waiting.size;
  }

  add(task: FitTask): void {
    if (this.#closed || this.#waiting.has(task.id)) return;
    this.#waiting.set(task.id, task);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Forgets what waits, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    await this.#working;
  }

  async #work(): Promise<void> {
    await setImmediate();
    for (;;) {
      const next = this.#first();
      if (next === undefined) return;
      this.#waiting.delete(next.id);
      // Whoever adds a task says what a fault of it means; here it must not end the queue.
      await next.run().catch(() => {});
      await setImmediate();
    }
  }

  #first(): FitTask | undefined {
    let first: FitTask | undefined;
    for (const task of this.#waiting.values()) if (first === undefined || task.rank < first.rank) first = task;
    return first;
  }
}
