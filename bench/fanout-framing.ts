import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { encodeBatch, sealEntry } from '#chat';
import { median } from './fanout-result.ts';

/** Entries of one frame in other clothes: what they weigh, and what putting them on and off takes. */
export interface FramingRow {
  readonly entries: number;
  readonly framing: 'text' | 'binary' | 'deflate-1' | 'deflate-6';
  readonly bytes: number;
  /** To make the frame from entries that are sealed already, once for everybody, in microseconds. */
  readonly makeMicros: number;
  /** To read it at one receiver, in microseconds. */
  readonly readMicros: number;
}

const ENTRIES = [1, 10, 100];
const EPOCH = 'k3v9x2w1763712000';
const TIMES = 400;

interface Said {
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly text: string;
}

/**
 * What frames of entries weigh as they are (JSON), as bytes without any names (a number of four bytes for the offset
 * and eight for the time, a length before each text: no framing that keeps the texts is much smaller), and deflated. A
 * deflated frame is made once for everybody, as only one without a context from earlier frames can be.
 */
export function measureFraming(): FramingRow[] {
  return ENTRIES.flatMap((count) => {
    const said = Array.from({ length: count }, (_, index) => {
      const author = { id: `person-${index}`, name: `person-${index}` };
      return { id: `message-${10_000 + index}`, author, text: chatter(index) };
    });
    const entries = said.map((message, index) => {
      return sealEntry(10_000 + index, 1_763_712_000_000 + index, JSON.stringify({ kind: 'message', ...message }));
    });
    const text = () => Buffer.from(encodeBatch({ epoch: EPOCH, entries }));
    const deflated = (level: number) => () => deflateRawSync(text(), { level });
    const parse = (bytes: Buffer) => void JSON.parse(bytes.toString());
    const rows = [
      ['text', text, parse],
      ['binary', () => packAll(said), unpackAll],
      ['deflate-1', deflated(1), (bytes: Buffer) => parse(inflateRawSync(bytes))],
      ['deflate-6', deflated(6), (bytes: Buffer) => parse(inflateRawSync(bytes))],
    ] as const;
    return rows.map(([framing, make, read]) => {
      const bytes = make();
      const makeMicros = microsOf(make);
      return { entries: count, framing, bytes: bytes.length, makeMicros, readMicros: microsOf(() => read(bytes)) };
    });
  });
}

const WORDS =
  'the a tide harbour is was are we you they at in on of to and but so when then boat wind rain tomorrow yesterday maybe surely never think said ask come go see know good late early cold here there where why not very'.split(
    ' ',
  );

/** About a hundred bytes that are different in each message: words in an order of their own, always the same. */
function chatter(seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < 100) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += `${WORDS[(state >>> 16) % WORDS.length]} `;
  }
  return text.slice(0, 100);
}

function packAll(said: readonly Said[]): Buffer {
  const parts = said.flatMap(({ id, author, text }, index) => {
    const numbers = Buffer.alloc(12);
    numbers.writeUInt32BE(10_000 + index);
    numbers.writeDoubleBE(1_763_712_000_000 + index, 4);
    const texts = [id, author.id, author.name, text].flatMap((field) => {
      const bytes = Buffer.from(field);
      return [Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes];
    });
    return [numbers, ...texts];
  });
  return Buffer.concat(parts);
}

function unpackAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const entry: unknown[] = [bytes.readUInt32BE(at), bytes.readDoubleBE(at + 4)];
    at += 12;
    for (let field = 0; field < 4; field++) {
      const length = bytes.readUInt16BE(at);
      entry.push(bytes.toString('utf8', at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
}

function microsOf(work: () => unknown): number {
  for (let time = 0; time < TIMES; time++) work();
  const micros = Array.from({ length: TIMES }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) * 1000;
  });
  return Number(median(micros).toPrecision(3));
}
