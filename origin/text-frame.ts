const TEXT_FIN = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

let lastText = '';
let lastFrame: Buffer | undefined;

/**
 * A text as the bytes of one unmasked WebSocket frame (RFC 6455, 5.2). The last one is remembered: a room sends the same
 * text to all of its sockets one after another, and so encodes it once. The buffer MUST NOT be written to.
 *
 * @example
 * textFrame('hi').toString('hex') // => '81026869'
 */
export function textFrame(text: string): Buffer {
  if (lastFrame === undefined || text !== lastText) {
    lastFrame = encode(text);
    lastText = text;
  }
  return lastFrame;
}

function encode(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = TEXT_FIN;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
