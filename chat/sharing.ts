import type { Clock } from './clock.ts';
import type { SealedEntry } from './entry.ts';
import { LIMITS } from './limits.ts';
import { Pacer } from './pacer.ts';

/** The longest that an entry waits for others to share its frame with, in milliseconds. */
const MOST_WAIT_MS = 5;
/**
 * What one more listener adds to the wait between two frames, in milliseconds: about what writing to one socket costs
 * (3 µs, measured with 1,000 sockets on one core, 2026-11), so that a room's writing leaves room for other work.
 */
const WAIT_MS_EACH = 0.003;

/** The time between two frames of a room that is busy. Below a millisecond nothing waits. */
export function shareWaitMs(listeners: number): number {
  return Math.min(MOST_WAIT_MS, listeners * WAIT_MS_EACH);
}

/** Entries that wait a moment for each other, so that those of a busy room share a frame. In a calm one nothing waits. */
export class Sharing {
  readonly #flush: (entries: readonly SealedEntry[]) => void;
  readonly #pacer: Pacer;
  #waiting: SealedEntry[] = [];

  constructor(clock: Clock, waitMs: () => number, flush: (entries: readonly SealedEntry[]) => void) {
    this.#flush = flush;
    this.#pacer = new Pacer(clock, () => this.#run(), waitMs);
  }

  /** The offset of the newest that waits. */
  get last(): number | undefined {
    return this.#waiting.at(-1)?.offset;
  }

  add(entries: readonly SealedEntry[]): void {
    for (const entry of entries) this.#waiting.push(entry);
    if (this.#waiting.length >= LIMITS.batchEntries) this.#pacer.now();
    else this.#pacer.soon();
  }

  /** What waits is handed on now. */
  now(): void {
    if (this.#waiting.length > 0) this.#pacer.now();
  }

  stop(): void {
    this.#pacer.stop();
    this.#waiting = [];
  }

  #run(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    if (entries.length > 0) this.#flush(entries);
  }
}
