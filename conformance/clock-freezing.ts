import type { Clock } from '#chat';
import type { CrowdTurns } from './crowd-turns.ts';

/** A clock whose time goes on while nothing that is due happens: what was due meanwhile happens when it thaws. */
export class ClockFreezing implements Clock {
  readonly #late = new Set<() => void>();
  readonly #turns: CrowdTurns;
  #frozen = false;

  constructor(turns: CrowdTurns) {
    this.#turns = turns;
  }

  now(): number {
    return Date.now();
  }

  after(ms: number, task: () => void): () => void {
    const dueAt = performance.now() + ms;
    let callOff = () => {};
    const run = () => {
      if (this.#frozen) this.#late.add(task);
      else callOff = this.#turns.take(dueAt, task);
    };
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
      callOff();
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
