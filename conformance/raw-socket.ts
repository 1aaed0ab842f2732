import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from './patience.ts';
import { signToken } from './token.ts';

/** A frame as it is on the wire (RFC 6455, 5.2), right or wrong. */
export interface RawFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** A length that is claimed instead of the payload's own, in eight bytes. */
  readonly claims?: bigint;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The bytes of a frame that a client sends. */
export function rawFrame({ opcode, payload = '', fin = true, reserved = 0, masked = true, claims }: RawFrame): Buffer {
  const body = Buffer.from(payload as string);
  const mask = masked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const head = Buffer.from([first, ...lengthBytes(body.length, mask, claims)]);
  if (!masked) return Buffer.concat([head, body]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, body.map((byte, index) => byte ^ (key[index % 4] as number))]);
}

function lengthBytes(length: number, mask: number, claims?: bigint): number[] {
  const wide = claims ?? BigInt(length);
  const bytes = (count: number) =>
    Array.from({ length: count }, (_, at) => Number((wide >> BigInt(8 * (count - 1 - at))) & 0xffn));
  if (claims !== undefined || length > 0xffff) return [mask | 127, ...bytes(8)];
  return length > 125 ? [mask | 126, ...bytes(2)] : [mask | length];
}

/** The payload of a close frame. */
export function closing(code: number, reason: Uint8Array | string = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason as string)]);
}

interface Heard {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A WebSocket without a library: what is sent and heard are bytes, so that everything that is forbidden can be said. */
export class RawSocket {
  readonly heard: Heard[] = [];
  /** What a place answered to the handshake. */
  head = '';
  ended = false;
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.ended = true;
    });
    socket.on('data', (part: Buffer) => this.#take(part));
  }

  /** Opens a connection and sends a handshake, with what is different about it. */
  static async knock(
    url: string,
    room: string,
    lines: Readonly<Record<string, string | null>> = {},
    start?: string,
  ): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const raw = new RawSocket(socket);
    await once(socket, 'connect');
    const headers = {
      Host: `${hostname}:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      'Sec-WebSocket-Protocol': 'breakwater.v1',
      ...lines,
    };
    const said = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]));
    socket.write(`${start ?? `GET /api/rooms/${room}/socket HTTP/1.1`}\r\n${said.join('')}\r\n`);
    await eventually(() => raw.head !== '' || raw.ended || undefined, 'an answer to the handshake');
    return raw;
  }

  /** Knocks and shows a token, so that what follows is said by somebody who is in. */
  static async enter(url: string, room: string, who: string): Promise<RawSocket> {
    const raw = await RawSocket.knock(url, room);
    const token = await signToken({ sub: who, name: who });
    raw.send({ opcode: OPCODE.text, payload: JSON.stringify({ type: 'authenticate', token }) });
    await eventually(() => raw.texts().some((text) => text.includes('"welcome"')) || undefined, 'the welcome');
    raw.heard.length = 0;
    return raw;
  }

  send(...frames: RawFrame[]): void {
    this.write(Buffer.concat(frames.map(rawFrame)));
  }

  write(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  texts(): string[] {
    return this.heard.filter(({ opcode }) => opcode === OPCODE.text).map(({ payload }) => payload.toString());
  }

  /** The code of the close frame that came; `undefined` when none did, 1005 when it had no code. */
  closeCode(): number | undefined {
    const close = this.heard.find(({ opcode }) => opcode === OPCODE.close);
    if (close === undefined) return undefined;
    return close.payload.length < 2 ? 1005 : close.payload.readUInt16BE(0);
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, part]);
    if (this.head === '') {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#bytes.subarray(0, end).toString();
      this.#bytes = this.#bytes.subarray(end + 4);
    }
    while (this.#takeFrame()) {}
  }

  /** Servers mask nothing. */
  #takeFrame(): boolean {
    const bytes = this.#bytes;
    if (bytes.length < 2) return false;
    const short = (bytes[1] as number) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return false;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < head + length) return false;
    this.heard.push({ opcode: (bytes[0] as number) & 0xf, payload: bytes.subarray(head, head + length) });
    this.#bytes = bytes.subarray(head + length);
    return true;
  }
}
