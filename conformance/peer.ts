import { WebSocket } from 'ws';
import { type Entry, type MessageEntry, type Position, parseServerFrame, type ServerFrame } from '#chat';
import { PATIENCE_MS, within } from './patience.ts';

export type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

export interface KnockOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/**
 * How long the other side may take to let go of the connection after both have said that it ends: workerd does that ten
 * seconds and more after a close that no event of the socket caused.
 */
const LET_GO_MS = 1_000;
const CLOSE_MS = PATIENCE_MS + LET_GO_MS;

/** How a place refused to make a socket. */
export class Refused extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`The upgrade was refused with ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }

  get code(): string {
    return (JSON.parse(this.body) as { error: { code: string } }).error.code;
  }
}

/** A frame that the log keeps an entry of, right or wrong. */
type Act = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string };

/** One socket into a room and everything that came over it: what a test of a server sees of the world. */
export class Peer {
  /** Every frame as it came. */
  readonly texts: string[] = [];
  readonly frames: ServerFrame[] = [];
  readonly #socket: WebSocket;
  readonly #looking = new Set<() => void>();
  readonly #closed: Promise<number>;
  #closedWith: number | undefined;
  #said = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, binary) => {
      const text = data.toString();
      const frame = binary ? undefined : parseServerFrame(text);
      if (frame === undefined) throw new Error(`No server sends this: ${text.slice(0, 200)}`);
      this.texts.push(text);
      this.frames.push(frame);
      this.#look();
    });
    socket.on('error', () => {});
    this.#closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.#closedWith = code;
        resolve(code);
        this.#look();
      });
    });
  }

  /**
   * Opens a socket and says nothing.
   *
   * @throws Refused when there is an answer but no socket
   */
  static async knock(url: string, room: string, options: KnockOptions = {}): Promise<Peer> {
    const { protocols = ['breakwater.v1'], headers = {}, query = '' } = options;
    const address = `${url.replace('http', 'ws')}/api/rooms/${room}/socket${query}`;
    const socket = new WebSocket(address, [...protocols], {
      headers,
      handshakeTimeout: PATIENCE_MS,
      // `ws` knows it, its types do not yet.
      ...{ closeTimeout: LET_GO_MS },
    });
    const peer = new Peer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          reject(new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString()));
          socket.terminate();
        });
      });
    });
    return peer;
  }

  /** Opens a socket with a token as its subprotocol, and waits for the welcome. */
  static async enter(url: string, room: string, token: string, after?: Position): Promise<Peer> {
    const query = after ? `?after=${after.epoch}:${after.offset}` : '';
    const peer = await Peer.knock(url, room, { protocols: ['breakwater.v1', `breakwater.bearer.${token}`], query });
    await peer.frame('welcome');
    return peer;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Every entry that came, in the order in which it came. */
  get log(): Entry[] {
    return this.all('entries').flatMap((frame) => frame.entries);
  }

  /** The messages among them. */
  get entries(): MessageEntry[] {
    return this.log.filter((entry) => entry.kind === 'message');
  }

  get offsets(): number[] {
    return this.log.map((entry) => entry.offset);
  }

  /** The position of the last entry, or where it began. */
  get position(): Position {
    const { from } = this.all('welcome')[0] ?? { from: { epoch: '', offset: 0 } };
    const frame = this.all('entries').at(-1);
    const last = frame?.entries.at(-1);
    return frame && last ? { epoch: frame.epoch, offset: last.offset } : from;
  }

  /** The code that it is closed with, once it is. */
  get closed(): Promise<number> {
    return within(this.#closed, () => `the end of a socket; came: ${this.#summary()}`, CLOSE_MS);
  }

  all<Type extends ServerFrame['type']>(type: Type): FrameOf<Type>[] {
    return this.frames.filter((frame): frame is FrameOf<Type> => frame.type === type);
  }

  /** Sends text as it is, bytes as a binary frame, and everything else as JSON. */
  send(frame: string | Buffer | object): void {
    this.#socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Says something under a new id, or under this one. Returns the id. */
  say(text: string, more: { id?: string; place?: object } = {}): string {
    const id = more.id ?? `message-${++this.#said}`;
    this.send({ type: 'say', ...more, id, text });
    return id;
  }

  /** Says something and waits until it is in the log. */
  async tell(text: string, more: { id?: string; place?: object } = {}): Promise<FrameOf<'ack'>> {
    const id = this.say(text, more);
    return this.frame('ack', (ack) => ack.id === id);
  }

  /** Does something that the log keeps, under a new id or under this one; resolves with its ack. */
  async act(act: Act): Promise<FrameOf<'ack'>> {
    const id = act.id ?? `message-${++this.#said}`;
    this.send({ ...act, id });
    return this.frame('ack', (ack) => ack.id === id);
  }

  /** Does something and resolves with the fault that it is told. */
  async fail(act: Act): Promise<FrameOf<'fault'>> {
    const id = act.id ?? `message-${++this.#said}`;
    this.send({ ...act, id });
    return this.frame('fault', (fault) => fault.id === id);
  }

  /** The first entry of the log that fits, of those that came or are to come. */
  async entry(fits: (entry: Entry) => boolean): Promise<Entry> {
    return this.until(() => this.log.find(fits), 'an entry');
  }

  /** The first frame of a type that fits, of those that came or are to come. */
  async frame<Type extends ServerFrame['type']>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    return this.until(() => this.all(type).find(fits), `a frame "${type}"`);
  }

  /** The first so many messages. */
  async heard(count: number): Promise<MessageEntry[]> {
    return this.until(() => (this.entries.length >= count ? this.entries : undefined), `${count} messages`);
  }

  /** Waits until `look` finds something; it looks whenever a frame has come. */
  async until<Found>(look: () => Found | undefined, what: string): Promise<Found> {
    const found = Promise.withResolvers<Found>();
    const fail = (why: string) => found.reject(new Error(`${why} for ${what} in vain; came: ${this.#summary()}`));
    const timer = setTimeout(() => fail(`Waited ${PATIENCE_MS} ms`), PATIENCE_MS);
    const again = () => {
      const seen = look();
      if (seen !== undefined) found.resolve(seen);
      else if (this.#closedWith !== undefined) fail(`Closed with ${this.#closedWith}, waited`);
    };
    this.#looking.add(again);
    try {
      again();
      return await found.promise;
    } finally {
      clearTimeout(timer);
      this.#looking.delete(again);
    }
  }

  /** Says goodbye and waits for the answer. */
  async close(): Promise<number> {
    this.#socket.close(1000);
    const timer = setTimeout(() => this.#socket.terminate(), PATIENCE_MS);
    const code = await this.#closed;
    clearTimeout(timer);
    return code;
  }

  /** Reads nothing more: what comes stays in the line, until that is full. */
  pause(): void {
    this.#socket.pause();
  }

  /** Is gone without a word. */
  break(): void {
    this.#socket.terminate();
  }

  #look(): void {
    for (const look of [...this.#looking]) look();
  }

  #summary(): string {
    return this.texts.map((text) => text.slice(0, 160)).join(' ') || 'nothing';
  }
}
