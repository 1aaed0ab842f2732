const TEXT = 0x81;
const PONG = 0x8a;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** The byte that stands once in the text of every message of the benchmark, and nowhere else on the wire. */
export const MARK = '~'.charCodeAt(0);
/** Digits after the mark: the number of the message. */
export const NUMBER_DIGITS = 9;

/**
 * A client's frame of a text. The mask is all zeros, which a server has to apply like any other and which costs the
 * generator nothing.
 *
 * @example
 * clientFrame('hi').toString('hex') // => '8182000000006869'
 */
export function clientFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  if (length > 0xffff) throw new RangeError(`A frame of the benchmark has ${length} bytes, may have 65535`);
  const head = length < LENGTH_16 ? 2 : 4;
  const frame = Buffer.alloc(head + MASK_BYTES + length);
  frame[0] = TEXT;
  frame[1] = MASKED | (head === 2 ? length : LENGTH_16);
  if (head === 4) frame.writeUInt16BE(length, 2);
  frame.write(text, head + MASK_BYTES);
  return frame;
}

/** A server's frame of a text: what the control writes to everybody. */
export function serverFrame(text: string): Buffer {
  const masked = clientFrame(text);
  const head = masked.length - MASK_BYTES - Buffer.byteLength(text);
  const frame = Buffer.concat([masked.subarray(0, head), masked.subarray(head + MASK_BYTES)]);
  frame[1] = (frame[1] ?? 0) & ~MASKED;
  return frame;
}

/** What a client answers to a protocol's ping without content. */
export const PONG_FRAME = Buffer.from([PONG, MASKED, 0, 0, 0, 0]);

/** What a reader does with what it finds. */
export interface FrameListener {
  /** A message, at this byte of the chunk. */
  mark(chunk: Buffer, at: number, end: number): void;
  /** A frame without a message: an answer, a complaint, a ping. Its payload, when it came in one piece. */
  other(opcode: number, payload: Buffer): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * Counts messages in a stream of a server's frames: reads the heads, looks for marks in what is between them, and keeps
 * nothing. It is what the generator does for every byte, so it does little.
 */
export class FrameReader {
  readonly #listener: FrameListener;
  readonly #head = new Uint8Array(10);
  #headBytes = 0;
  #opcode = 0;
  #left = 0;
  #marked = false;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Takes `chunk[start … end)`. */
  take(chunk: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end) at = this.#left > 0 ? this.#payload(chunk, at, end) : this.#readHead(chunk, at, end);
  }

  #payload(chunk: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#left);
    for (let at = chunk.indexOf(MARK, start); at !== -1 && at < stop; at = chunk.indexOf(MARK, at + 1)) {
      this.#marked = true;
      this.#listener.mark(chunk, at, end);
    }
    this.#left -= stop - start;
    return stop;
  }

  /** Takes one byte of a head; at its last one, begins the payload. */
  #readHead(chunk: Buffer, at: number, end: number): number {
    this.#head[this.#headBytes++] = chunk[at] ?? 0;
    const short = (this.#head[1] ?? 0) & 0x7f;
    const needed = this.#headBytes < 2 ? 2 : short === LENGTH_16 ? 4 : short === LENGTH_64 ? 10 : 2;
    if (this.#headBytes < needed) return at + 1;
    this.#headBytes = 0;
    this.#opcode = (this.#head[0] ?? 0) & 0x0f;
    this.#left = lengthOf(this.#head, short);
    const from = at + 1;
    const whole = from + this.#left <= end;
    if (this.#left === 0) this.#listener.other(this.#opcode, NOTHING);
    else if (whole) {
      this.#marked = false;
      const stop = from + this.#left;
      this.#payload(chunk, from, stop);
      if (!this.#marked) this.#listener.other(this.#opcode, chunk.subarray(from, stop));
      return stop;
    }
    return from;
  }
}

function lengthOf(head: Uint8Array, short: number): number {
  const view = new DataView(head.buffer);
  if (short === LENGTH_16) return view.getUint16(2);
  return short === LENGTH_64 ? Number(view.getBigUint64(2)) : short;
}

/** The number after a mark; `undefined` when it did not come in one piece. */
export function numberAfter(chunk: Buffer, mark: number, end: number): number | undefined {
  if (mark + NUMBER_DIGITS >= end) return undefined;
  let number = 0;
  for (let at = mark + 1; at <= mark + NUMBER_DIGITS; at++) number = number * 10 + (chunk[at] ?? 0) - 0x30;
  return number;
}

const FILLER = 'The tide comes in, the tide goes out, and between the two people talk about the weather. '.repeat(36);

/**
 * What is said: a mark, a number, and words up to a length.
 *
 * @example
 * saying(7, 14) // => '~000000007 The'
 */
export function saying(number: number, bytes = 100): string {
  return `~${String(number).padStart(NUMBER_DIGITS, '0')} ${FILLER}`.slice(0, bytes);
}
