import { setTimeout as pause } from 'node:timers/promises';

/** A clock that runs some times as fast as the machine's, so that hours of a trace pass in minutes. Epoch milliseconds. */
export class DrillClock {
  /** So many seconds of the trace pass in one of the machine's. */
  readonly speed: number;
  readonly #startAt: number;
  readonly #begunAt: number;

  /** Shows `startAt` when the machine's own shows `begunAt`. */
  constructor(startAt: number, speed: number, begunAt = Date.now()) {
    this.#startAt = startAt;
    this.speed = speed;
    this.#begunAt = begunAt;
  }

  readonly now = (): number => this.#startAt + (Date.now() - this.#begunAt) * this.speed;

  /**
   * When the machine's own clock shows what this one calls `at`.
   *
   * @example
   * new DrillClock(0, 60, 1_000).realOf(60_000) // => 2000
   */
  realOf(at: number): number {
    return this.#begunAt + (at - this.#startAt) / this.speed;
  }

  /** Waits until this clock shows `at`; ends early with the signal. */
  async until(at: number, signal: AbortSignal): Promise<void> {
    await pause(Math.max(0, this.realOf(at) - Date.now()), undefined, { signal }).catch(() => {});
  }
}
