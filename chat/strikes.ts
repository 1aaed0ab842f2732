/** What one second of going on costs: frames that were under way when the first refusal was written are one thing. */
const GRACE_MS = 1_000;
/** Who was not refused for so long is refused as if for the first time. */
const CALM_MS = 5_000;
/** A strike is forgotten after so long. */
const MEMORY_MS = 60_000;
const MOST = 3;

/**
 * Counts how often somebody went on although they were told to wait. The first refusal is none, nor is what was already
 * on its way; three within a minute are too many.
 */
export class Strikes {
  #quietUntil = 0;
  #graceUntil = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  readonly #at: number[] = [];

  /** Something was refused at a time, and its sender told to wait so long. Whether it was once too often. */
  refused(now: number, retryAfterMs: number): boolean {
    const warned = now < this.#quietUntil && now >= this.#graceUntil;
    if (warned) this.#at.push(now);
    if (warned || now >= this.#refusedAt + CALM_MS) this.#graceUntil = now + GRACE_MS;
    this.#refusedAt = now;
    this.#quietUntil = Math.max(this.#quietUntil, now + retryAfterMs);
    while ((this.#at[0] ?? now) < now - MEMORY_MS) this.#at.shift();
    return this.#at.length >= MOST;
  }
}
