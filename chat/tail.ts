import type { Batch, SealedEntry } from './entry.ts';
import type { Position } from './position.ts';
import type { LogSlice, Retention } from './room-log.ts';

/** Entries that continue from a position, without a hole. */
export interface Continuation {
  readonly from: Position;
  readonly entries: readonly SealedEntry[];
}

/**
 * The newest entries of one room, shared by everybody in it: one tail answers every reconnect, so a storm of them asks
 * the log nothing. Dense, in one epoch.
 */
export class Tail {
  #epoch: string;
  #entries: SealedEntry[];
  #head: number;

  /** Begins where a slice of the log ends. */
  constructor(slice: LogSlice) {
    this.#epoch = slice.epoch;
    this.#entries = [...slice.entries];
    this.#head = slice.entries.at(-1)?.offset ?? slice.head;
  }

  get head(): Position {
    return { epoch: this.#epoch, offset: this.#head };
  }

  /** Whether a batch continues this tail: what it adds, `undefined` when there is a hole or another epoch between. */
  fresh(batch: Batch): readonly SealedEntry[] | undefined {
    if (batch.epoch !== this.#epoch) return undefined;
    const fresh = batch.entries.filter((entry) => entry.offset > this.#head);
    return fresh.every((entry, index) => entry.offset === this.#head + 1 + index) ? fresh : undefined;
  }

  /** Takes entries that `fresh` found to continue it, and lets old ones go. */
  push(entries: readonly SealedEntry[], retention: Retention, now: number): void {
    this.#entries.push(...entries);
    this.#head = entries.at(-1)?.offset ?? this.#head;
    this.trim(retention, now);
  }

  /** Forgets what the log does not keep either. */
  trim(retention: Retention, now: number): void {
    const oldest = now - retention.seconds * 1000;
    const excess = this.#entries.length - retention.entries;
    let drop = Math.max(0, excess);
    while (drop < this.#entries.length && (this.#entries[drop]?.at ?? now) < oldest) drop++;
    if (drop > 0) this.#entries.splice(0, drop);
  }

  /** The newest entries; without a limit, all that are kept. */
  latest(limit = Number.POSITIVE_INFINITY): Continuation {
    const entries = this.#entries.slice(-limit);
    return { from: { epoch: this.#epoch, offset: (entries[0]?.offset ?? this.#head + 1) - 1 }, entries };
  }

  /**
   * What comes after a position. `undefined` when only the log can say: the position is of another epoch (which may be
   * newer than this tail), ahead of this tail, or before what it holds.
   */
  after(position: Position): Continuation | undefined {
    const floor = (this.#entries[0]?.offset ?? this.#head + 1) - 1;
    if (position.epoch !== this.#epoch || position.offset > this.#head || position.offset < floor) return undefined;
    return { from: position, entries: this.#entries.slice(position.offset - floor) };
  }
}
