import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Dialect, Person } from './fanout-dialect.ts';
import { clientFrame, FrameReader, PONG_FRAME } from './fanout-frames.ts';

const PING = 0x9;
const CLOSE = 0x8;
const HEAD_END = '\r\n\r\n';

/** Where a server listens, and where this socket comes from, when that is not left to the system. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
}

/** What is told of a member once it is in. */
export interface MemberListener {
  mark(chunk: Buffer, at: number, end: number): void;
  complained(text: string): void;
  /** The socket ended though nobody wanted it to. */
  lost(why: string): void;
}

/** One read buffer for all sockets of the process: what it holds is counted before the next one reads. */
const READ_BUFFER = Buffer.allocUnsafe(256 * 1024);

/**
 * One socket in a room, straight on TCP: the handshake with its frames is read with care, everything after it is only
 * counted.
 */
export class Member {
  readonly person: Person;
  readonly #dialect: Dialect;
  readonly #listener: MemberListener;
  readonly #socket: Socket;
  readonly #entered = Promise.withResolvers<void>();
  #early: Buffer | undefined = Buffer.alloc(0);
  #upgraded = false;
  #reader: FrameReader | undefined;
  #leaving = false;

  constructor(route: Route, person: Person, dialect: Dialect, listener: MemberListener) {
    this.person = person;
    this.#dialect = dialect;
    this.#listener = listener;
    const onread = {
      buffer: READ_BUFFER,
      callback: (bytes: number, buffer: Uint8Array) => this.#read(buffer as Buffer, bytes),
    };
    this.#socket = connect({ ...route, noDelay: true, onread });
    this.#socket.on('connect', () => this.#socket.write(this.#request(route)));
    this.#socket.on('error', (error) => this.#over(error.message));
    this.#socket.on('close', () => this.#over('it was closed'));
  }

  /** Resolves once it is in its room. */
  get entered(): Promise<void> {
    return this.#entered.promise;
  }

  say(number: number): void {
    this.#socket.write(clientFrame(this.#dialect.say(number, this.person)));
  }

  /** Goes without a goodbye: ten thousand ports that wait out a proper one (TIME_WAIT) are missing in the next trial. */
  leave(): void {
    this.#leaving = true;
    this.#socket.resetAndDestroy();
  }

  #request({ host, port }: Route): string {
    const { target, headers } = this.#dialect.upgrade(this.person);
    return [
      `GET ${target} HTTP/1.1`,
      `Host: ${host}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      HEAD_END.slice(2),
    ].join('\r\n');
  }

  #read(buffer: Buffer, bytes: number): boolean {
    if (this.#reader) this.#reader.take(buffer, 0, bytes);
    else this.#greet(Buffer.concat([this.#early ?? Buffer.alloc(0), buffer.subarray(0, bytes)]));
    return true;
  }

  /** Reads what comes before one is in: the answer to the upgrade, then whole frames. */
  #greet(bytes: Buffer): void {
    let rest = this.#upgraded ? bytes : this.#readUpgrade(bytes);
    while (this.#upgraded && this.#reader === undefined) {
      const frame = firstFrame(rest);
      if (frame === undefined) break;
      rest = rest.subarray(frame.end);
      this.#hear(frame.text);
    }
    this.#early = this.#reader ? undefined : rest;
    this.#reader?.take(rest, 0, rest.length);
  }

  /** What comes after the answer to the upgrade; all of it while that is not whole. */
  #readUpgrade(bytes: Buffer): Buffer {
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return bytes;
    if (!bytes.toString('latin1', 0, 12).endsWith(' 101')) {
      this.#over(bytes.toString('latin1', 0, 300));
      return bytes;
    }
    this.#upgraded = true;
    if (this.#dialect.hello !== undefined) this.#socket.write(clientFrame(this.#dialect.hello));
    return bytes.subarray(end + HEAD_END.length);
  }

  #hear(text: string): void {
    const next = this.#dialect.enter(text, this.person);
    if (next === 'entered') {
      this.#reader = new FrameReader({
        mark: this.#listener.mark,
        other: (opcode, payload) => this.#other(opcode, payload),
      });
      this.#entered.resolve();
    } else if (next !== undefined) this.#socket.write(clientFrame(next));
    else if (this.#dialect.complains(text)) this.#over(text);
  }

  #other(opcode: number, payload: Buffer): void {
    if (opcode === PING) this.#socket.write(PONG_FRAME);
    else if (opcode === CLOSE) this.#over(`it was closed with ${payload.length >= 2 ? payload.readUInt16BE(0) : 1005}`);
    else {
      const text = payload.toString('latin1', 0, 200);
      const answer = this.#dialect.answer?.(text);
      if (answer !== undefined) this.#socket.write(clientFrame(answer));
      else if (this.#dialect.complains(text)) this.#listener.complained(text);
    }
  }

  #over(why: string): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#socket.destroy();
    if (this.#reader) this.#listener.lost(why);
    else this.#entered.reject(new Error(`${this.person.name} did not get in: ${why}`));
  }
}

/** The first whole frame of a server's bytes, without a mask; `undefined` while it is not whole. */
function firstFrame(bytes: Buffer): { readonly text: string; readonly end: number } | undefined {
  const short = bytes[1];
  if (short === undefined) return undefined;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const end = head + length;
  return bytes.length < end ? undefined : { text: bytes.toString('utf8', head, end), end };
}
