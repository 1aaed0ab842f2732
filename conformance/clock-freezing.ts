import type { Clock } from '#chat';

/** A clock whose time goes on while nothing that is due happens: what was due meanwhile happens when it thaws. */
export class ClockFreezing implements Clock {
  readonly #late = new Set<() => void>();
  #frozen = false;

  now(): number {
    return Date.now();
  }

  after(ms: number, task: () => void): () => void {
    const run = () => {
      if (this.#frozen) this.#late.add(task);
      else task();
    };
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
      this.#late.delete(task);
    };
  }

  get isFrozen(): boolean {
    return this.#frozen;
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const task of this.#late) {
      this.#late.delete(task);
      task();
    }
  }
}
