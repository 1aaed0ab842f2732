import { textFrame } from './text-frame.ts';

/**
 * Frames that wait to be written to a socket together. Sockets that were sent the same in one turn of the event loop hold
 * the same pile: its bytes are put together once, and adding to it makes nothing new for the second socket.
 */
export class Pile {
  readonly length: number;
  readonly #before: Pile | undefined;
  readonly #frame: Buffer | undefined;
  #bytes: Buffer | undefined;
  #nextText: string | undefined;
  #next: Pile | undefined;

  /** Without a frame, an empty pile. */
  constructor(before?: Pile, frame?: Buffer) {
    this.#before = before;
    this.#frame = frame;
    this.length = (before?.length ?? 0) + (frame?.length ?? 0);
  }

  /** This pile and a text's frame on it: the same one as long as the text is the same. */
  with(text: string): Pile {
    if (this.#next && text === this.#nextText) return this.#next;
    this.#next = new Pile(this, textFrame(text));
    this.#nextText = text;
    return this.#next;
  }

  /** All frames as one piece, in the order in which they were put on. MUST NOT be written to. */
  get bytes(): Buffer {
    this.#bytes ??= this.#join();
    return this.#bytes;
  }

  #join(): Buffer {
    const frames: Buffer[] = [];
    for (let pile: Pile | undefined = this; pile; pile = pile.#before) if (pile.#frame) frames.push(pile.#frame);
    const [only] = frames;
    return frames.length === 1 && only ? only : Buffer.concat(frames.reverse(), this.length);
  }
}
