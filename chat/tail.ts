import { type Delivery, deliveriesOf } from './delivery.ts';
import type { Batch, SealedEntry } from './entry.ts';
import { LIMITS } from './limits.ts';
import type { Position } from './position.ts';
import type { LogSlice, Retention } from './room-log.ts';

/** Entries that continue from a position, without a hole. */
export interface Continuation {
  readonly from: Position;
  readonly entries: readonly SealedEntry[];
}

/** How many pieces are remembered: those who come back after one loss ask for the same few. */
const PIECES = 64;

/**
 * The newest entries of one room, shared by everybody in it: one tail answers every reconnect, so a storm of them asks
 * the log nothing. Dense, in one epoch.
 */
export class Tail {
  #epoch: string;
  #entries: SealedEntry[];
  #head: number;
  /** What was made for one who came back, for the next from the same position. */
  #pieces: Map<number, Delivery> | undefined;

  /** Begins where a slice of the log ends. */
  constructor(slice: LogSlice) {
    this.#epoch = slice.epoch;
    this.#entries = [...slice.entries];
    this.#head = slice.entries.at(-1)?.offset ?? slice.head;
  }

  get head(): Position {
    return { epoch: this.#epoch, offset: this.#head };
  }

  /**
   * Whether a batch continues this tail, or what is about to be pushed to it up to an offset: what it adds, `undefined`
   * when there is a hole or another epoch between.
   */
  fresh(batch: Batch, head = this.#head): readonly SealedEntry[] | undefined {
    if (batch.epoch !== this.#epoch) return undefined;
    const fresh = batch.entries.filter((entry) => entry.offset > head);
    return fresh.every((entry, index) => entry.offset === head + 1 + index) ? fresh : undefined;
  }

  /** Takes entries that `fresh` found to continue it, and lets old ones go. */
  push(entries: readonly SealedEntry[], retention: Retention, now: number): void {
    for (const entry of entries) this.#entries.push(entry);
    this.#head = entries.at(-1)?.offset ?? this.#head;
    this.#pieces = undefined;
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

  /** Right before the newest entries; without a limit, before all that are kept. */
  start(limit = Number.POSITIVE_INFINITY): Position {
    return { epoch: this.#epoch, offset: Math.max(this.#floor, this.#head - limit) };
  }

  /** All that is kept. */
  get latest(): Continuation {
    return { from: this.start(), entries: this.#entries };
  }

  /**
   * Whether it can be gone on from a position here. If not, only the log can say: the position is of another epoch (which
   * may be newer than this tail), ahead of this tail, or before what it holds.
   */
  continues(position: Position): boolean {
    return position.epoch === this.#epoch && position.offset <= this.#head && position.offset >= this.#floor;
  }

  /** The entry at a position, if it is here. */
  at({ epoch, offset }: Position): SealedEntry | undefined {
    return epoch === this.#epoch ? this.#entries[offset - this.#floor - 1] : undefined;
  }

  /** The next frame after a position that it can be gone on from; `undefined` at the end. */
  pieceAfter(position: Position): Delivery | undefined {
    const known = this.#pieces?.get(position.offset);
    if (known) return known;
    if (position.offset === this.#head) return undefined;
    const start = position.offset - this.#floor;
    const [piece] = deliveriesOf(this.#epoch, this.#entries.slice(start, start + LIMITS.batchEntries));
    this.#pieces ??= new Map();
    if (piece && this.#pieces.size < PIECES) this.#pieces.set(position.offset, piece);
    return piece;
  }

  get #floor(): number {
    return (this.#entries[0]?.offset ?? this.#head + 1) - 1;
  }
}
