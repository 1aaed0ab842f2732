import type { Position } from '#chat';

/**
 * What is still to be read of what was said before we came in: up to the head at the welcome. Until that is read, nobody
 * knows which of our messages are in the log already.
 */
export class Backlog {
  #head: Position | undefined;
  #recovered = false;

  /** Whether what comes is new. */
  get isRead(): boolean {
    return this.#head === undefined;
  }

  /** @param recovered whether everything since our own position comes */
  begin(head: Position, recovered: boolean): void {
    this.#head = head;
    this.#recovered = recovered;
  }

  /** A gap leads there. In another epoch the head of before is nowhere. */
  skip(from: Position): void {
    this.#recovered = false;
    if (from.epoch !== this.#head?.epoch) this.#head = from;
  }

  /** Says once, when it is read up to its head, whether all of it came. */
  arrive(position: Position | undefined): { readonly recovered: boolean } | undefined {
    const head = this.#head;
    if (head === undefined || position === undefined) return undefined;
    if (position.epoch !== head.epoch || position.offset < head.offset) return undefined;
    this.#head = undefined;
    return { recovered: this.#recovered };
  }
}
