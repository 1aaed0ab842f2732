import { CliFault } from './cli-fault.ts';

/** More than a million samples; a longer line would only fill the memory. */
export const LONGEST_LINE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * The lines of a stream of bytes, one at a time and only when asked for. In place of a line that is too long comes a
 * fault, once, as soon as it is known; the rest of that line is let go. The last line needs no end.
 *
 * @param longest bytes of the longest line that is kept
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE_BYTES,
): AsyncGenerator<string | CliFault> {
  const line = new LineBytes(longest);
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const fault = line.add(chunk.subarray(from, end));
      if (fault) yield fault;
      const text = line.take();
      if (text !== undefined) yield text;
      from = end + 1;
    }
    const fault = line.add(chunk.subarray(from));
    if (fault) yield fault;
  }
  const text = line.take();
  if (text) yield text;
}

/** The bytes of the line that is being read. */
class LineBytes {
  readonly #longest: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #tooLong = false;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Gives a fault when the line becomes too long. */
  add(piece: Uint8Array): CliFault | undefined {
    if (this.#tooLong) return undefined;
    this.#bytes += piece.length;
    if (this.#bytes > this.#longest) {
      this.#pieces = [];
      this.#tooLong = true;
      return new CliFault('line-too-long', `more than ${this.#longest} bytes`);
    }
    if (piece.length > 0) this.#pieces.push(piece);
    return undefined;
  }

  /** Ends the line. Nothing is given for one that was too long. */
  take(): string | undefined {
    const text = this.#tooLong ? undefined : Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#bytes = 0;
    this.#tooLong = false;
    return text;
  }
}
