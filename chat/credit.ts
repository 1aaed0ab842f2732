import type { Position } from './position.ts';

interface Mark {
  end: Position;
  length: number;
}

/** What one mark covers, in UTF-16 units: so few are kept, however small the frames. */
const MARK_LENGTH = 4_096;

/**
 * How much of what was sent a client has not acknowledged: the backpressure of a platform that does not tell what waits
 * to be written. The client says how far it has read (`got`), which also means that it is there and has shown it.
 */
export class Credit {
  readonly #marks: Mark[] = [];
  #waiting = 0;

  /** What was sent and is not acknowledged, in UTF-16 units. */
  get waiting(): number {
    return this.#waiting;
  }

  /** So much was sent, and with it everything up to a position. */
  sent(end: Position, length: number): void {
    this.#waiting += length;
    const last = this.#marks.at(-1);
    if (last === undefined || last.length >= MARK_LENGTH) this.#marks.push({ end, length });
    else {
      last.end = end;
      last.length += length;
    }
  }

  /** Everything up to a position has arrived. One that was never sent changes nothing. */
  got({ epoch, offset }: Position): void {
    const taken = this.#marks.findLastIndex(({ end }) => end.epoch === epoch && end.offset <= offset) + 1;
    for (const { length } of this.#marks.splice(0, taken)) this.#waiting -= length;
  }
}
