import type { Clock } from './clock.ts';
import type { SealedEntry } from './entry.ts';
import { LIMITS } from './limits.ts';

/** The longest that an entry waits for others to share its frame with, in milliseconds. */
const MOST_WAIT_MS = 5;
/**
 * What one more listener adds to the wait, in milliseconds: some three times what writing to one socket costs (3 to 4 µs,
 * measured with 1,000 sockets on one core, 2026-11), so that a busy room's writing takes a quarter of a core and not half
 * of it. At the cost of one write, rooms of 1,000 on two pods delivered a third less a CPU-second at 200 to 1,600 messages
 * a second.
 */
const WAIT_MS_EACH = 0.01;
/** A room whose last frame was shared stays busy for so many waits. */
const BUSY_WAITS = 10;
/** More than this does not wait, in UTF-16 units: one turn gives a socket no more than it may have waiting. */
const MOST_LENGTH = LIMITS.waitingBytes / 2;

/**
 * How long the entries of a busy room wait for each other. Below a millisecond nothing waits.
 *
 * @param eachMs what one more listener adds, in milliseconds
 * @example
 * shareWaitMs(200) // => 2
 * shareWaitMs(5_000) // => 5
 */
export function shareWaitMs(listeners: number, eachMs = WAIT_MS_EACH): number {
  return Math.min(MOST_WAIT_MS, listeners * eachMs);
}

/**
 * Entries that wait a moment for each other, so that those of a busy room share a frame and a write. A room is busy when
 * waiting pays: entries come closer together than the wait, or did a moment ago. In a calm one nothing waits.
 */
export class Sharing {
  readonly #clock: Clock;
  readonly #waitMs: () => number;
  readonly #flush: (entries: readonly SealedEntry[]) => void;
  #waiting: SealedEntry[] = [];
  #length = 0;
  #ranAt = Number.NEGATIVE_INFINITY;
  #shared = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, waitMs: () => number, flush: (entries: readonly SealedEntry[]) => void) {
    this.#clock = clock;
    this.#waitMs = waitMs;
    this.#flush = flush;
  }

  /** The offset of the newest that waits. */
  get last(): number | undefined {
    return this.#waiting.at(-1)?.offset;
  }

  add(entries: readonly SealedEntry[]): void {
    for (const entry of entries) {
      this.#waiting.push(entry);
      this.#length += entry.json.length;
    }
    const waitMs = this.#waitMs();
    if (this.#length > MOST_LENGTH || waitMs < 1 || this.#calm(waitMs)) this.now();
    else this.#cancel ??= this.#clock.after(waitMs, () => this.now());
  }

  /** What waits is handed on now. */
  now(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting.length === 0) return;
    const entries = this.#waiting;
    this.#waiting = [];
    this.#length = 0;
    this.#ranAt = this.#clock.now();
    this.#shared = entries.length > 1;
    this.#flush(entries);
  }

  stop(): void {
    this.#cancel?.();
    this.#waiting = [];
  }

  #calm(waitMs: number): boolean {
    if (this.#cancel) return false;
    return this.#clock.now() - this.#ranAt >= (this.#shared ? waitMs * BUSY_WAITS : waitMs);
  }
}
