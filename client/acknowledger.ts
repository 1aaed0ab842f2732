import { encodeClientFrame, type Position, type ServerFrame } from '#chat';

/**
 * Says how far was read, where the server asks for that: at the edge nobody can see what still waits to be written, so a
 * server sends so much and then waits to hear that it arrived.
 */
export class Acknowledger {
  readonly #send: (text: string) => void;
  #every = Number.POSITIVE_INFINITY;
  #read = 0;
  #position: Position | undefined;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** A frame came, of so many UTF-16 units. */
  take(frame: ServerFrame, length: number): void {
    if (frame.type === 'welcome' && frame.gotEvery) this.#every = frame.gotEvery;
    if (frame.type !== 'entries') return;
    const last = frame.entries.at(-1);
    if (last) this.#position = { epoch: frame.epoch, offset: last.offset };
    this.#read += length;
    if (this.#read < this.#every || this.#position === undefined) return;
    this.#read = 0;
    this.#send(encodeClientFrame({ type: 'got', position: this.#position }));
  }
}
