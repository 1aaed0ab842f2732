import { expect, test } from 'vitest';
import { clientFrame, FrameReader, numberAfter, saying, serverFrame } from './fanout-frames.ts';

/** Everything that a reader finds in these bytes when they come in pieces of this size. */
function read(bytes: Buffer, size: number) {
  const found = { marks: 0, numbers: [] as number[], others: [] as string[] };
  const reader = new FrameReader({
    mark: (chunk, at, end) => {
      found.marks++;
      const number = numberAfter(chunk, at, end);
      if (number !== undefined) found.numbers.push(number);
    },
    other: (opcode, payload) => found.others.push(`${opcode} ${payload}`),
  });
  for (let at = 0; at < bytes.length; at += size) {
    // What stands after the piece is of an earlier read, as in a buffer that is used again.
    const chunk = Buffer.concat([bytes.subarray(at, at + size), Buffer.from('~000000099 stale')]);
    reader.take(chunk, 0, Math.min(size, bytes.length - at));
  }
  return found;
}

const ENTRIES = `{"entries":[${JSON.stringify(saying(2))},${JSON.stringify(saying(3))}]}`;
const LONG = JSON.stringify(Array.from({ length: 700 }, (_, index) => saying(index)));
const STREAM = Buffer.concat([
  serverFrame(saying(1)),
  serverFrame('{"type":"ack"}'),
  serverFrame(ENTRIES),
  Buffer.from([0x89, 0]),
  // 126 bytes: its length is the mark's own byte.
  serverFrame(`${saying(4)}${'.'.repeat(26)}`),
]);

test('messages are counted in frames of one and of several, and lengths are not taken for marks', () => {
  const found = read(STREAM, STREAM.length);

  expect(found.numbers).toEqual([1, 2, 3, 4]);
  expect(found.others).toEqual(['1 {"type":"ack"}', '9 ']);
});

test('a stream that is cut anywhere has as many messages as a whole one', () => {
  const counts = Array.from({ length: STREAM.length - 1 }, (_, index) => read(STREAM, index + 1).marks);

  expect(new Set(counts)).toEqual(new Set([4]));
});

test('a frame of more than 65,535 bytes is read by its long length', () => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(LONG.length));
  const frame = Buffer.concat([Buffer.from([0x81, 127]), length, Buffer.from(LONG)]);

  const found = read(Buffer.concat([frame, serverFrame(saying(5))]), 1_000);

  expect(found.marks).toBe(701);
});

test('a client frame says its length in as many bytes as it needs', () => {
  const short = clientFrame('hi');
  const long = clientFrame('x'.repeat(300));

  expect([...short.subarray(0, 2)]).toEqual([0x81, 0x82]);
  expect([...long.subarray(0, 4)]).toEqual([0x81, 0xfe, 1, 44]);
  expect(() => clientFrame('x'.repeat(70_000))).toThrow('may have 65535');
});
