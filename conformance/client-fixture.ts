import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ClientFrame, type Clock, type MessageEntry, parseClientFrame, type ServerFrame } from '#chat';
import { ChatClient, type ChatClientOptions, type ClientEvents } from '#client';

const PATIENCE_MS = 10_000;

type FrameOf<Frame, Type> = Extract<Frame, { type: Type }>;

/** Things that come one after the other, for a test that waits for the next. */
export class Inbox<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: Array<(item: Item) => void> = [];

  push(item: Item): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  get size(): number {
    return this.#items.length;
  }

  /** The next one, now or when it comes. */
  next(what: string, patienceMs = PATIENCE_MS): Promise<Item> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}`)), patienceMs);
      this.#waiting.push((come) => {
        clearTimeout(timer);
        resolve(come);
      });
    });
  }
}

/** The server's end of one socket, as the test plays it. */
export class Caller {
  readonly socket: WebSocket;
  /** The path and query that it asked for. */
  readonly path: string;
  readonly closed: Promise<number>;
  readonly #frames = new Inbox<ClientFrame>();

  constructor(socket: WebSocket, path: string) {
    this.socket = socket;
    this.path = path;
    socket.on('message', (data) => this.#frames.push(parseClientFrame(data.toString())));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  /** Frames that came and that nobody has asked for yet. */
  get unread(): number {
    return this.#frames.size;
  }

  /** The next frame, which must be of this type. */
  async frame<Type extends ClientFrame['type']>(type: Type): Promise<FrameOf<ClientFrame, Type>> {
    const frame = await this.#frames.next(`a frame "${type}"`);
    if (frame.type !== type) throw new Error(`Wanted a frame "${type}", found ${JSON.stringify(frame)}`);
    return frame as FrameOf<ClientFrame, Type>;
  }

  send(frame: ServerFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Hears who it is, and welcomes them. Everything is at `e:0` unless it is said otherwise. */
  async welcome(told: Partial<FrameOf<ServerFrame, 'welcome'>> = {}): Promise<FrameOf<ClientFrame, 'authenticate'>> {
    const hello = await this.frame('authenticate');
    const from = told.from ?? hello.after ?? { epoch: 'e', offset: 0 };
    this.send({
      type: 'welcome',
      room: 'lobby',
      session: 's1',
      visitor: { id: 'ada', name: 'Ada' },
      at: 0,
      recovered: hello.after !== undefined,
      from,
      head: from,
      members: [{ id: 'ada', name: 'Ada' }],
      memberCount: 1,
      place: 'scripted',
      ...told,
    });
    return hello;
  }

  /** Sends one frame with entries of these offsets. */
  entries(epoch: string, ...offsets: number[]): void {
    this.send({ type: 'entries', epoch, entries: offsets.map((offset) => entryAt(offset)) });
  }

  ack(id: string, offset: number): void {
    this.send({ type: 'ack', id, position: { epoch: 'e', offset }, at: 0, duplicate: false });
  }

  fault(code: string, more: { id?: string; retryAfterMs?: number } = {}): void {
    this.send({ type: 'fault', code, message: `It is ${code}`, ...more });
  }
}

export function entryAt(offset: number, more: Partial<MessageEntry> = {}): MessageEntry {
  const id = `entry-${offset}`;
  return {
    offset,
    at: offset,
    kind: 'message',
    id,
    author: { id: 'bob', name: 'Bob' },
    text: `text ${offset}`,
    ...more,
  };
}

/** A place that does what the test says: real sockets, no rules of its own. */
export class ScriptedPlace {
  readonly url: string;
  readonly #server: WebSocketServer;
  readonly #callers = new Inbox<Caller>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket, request) => this.#callers.push(new Caller(socket, request.url ?? '')));
  }

  static async open(): Promise<ScriptedPlace> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new ScriptedPlace(server);
  }

  /** The next client that connects. */
  caller(): Promise<Caller> {
    return this.#callers.next('a client that connects');
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A client and everything that it told. */
export class Visitor {
  readonly client: ChatClient;
  readonly entries: MessageEntry[] = [];
  readonly #told = new Map<string, Inbox<unknown[]>>();

  /** Comes back at once when it was cut off, unless the test brings its own chance. */
  constructor(options: Partial<ChatClientOptions> & Pick<ChatClientOptions, 'urls'>) {
    this.client = new ChatClient({ room: 'lobby', token: 'a token', random: () => 0, ...options });
    const names = ['state', 'welcome', 'entry', 'gap', 'sent', 'failed', 'fault', 'members', 'reconnect'] as const;
    for (const name of names) {
      const inbox = new Inbox<unknown[]>();
      this.#told.set(name, inbox);
      this.client.on(name, (...args: unknown[]) => inbox.push(args));
    }
    this.client.on('entry', (entry) => entry.kind === 'message' && this.entries.push(entry));
  }

  get offsets(): number[] {
    return this.entries.map((entry) => entry.offset);
  }

  /** The next event of this name. */
  async told<Name extends keyof ClientEvents>(name: Name, patienceMs?: number): Promise<ClientEvents[Name]> {
    return (await this.#told.get(name)?.next(`an event "${name}"`, patienceMs)) as ClientEvents[Name];
  }

  /** The next state with this status. */
  async state<Status extends ChatClient['state']['status']>(status: Status): Promise<FrameWith<Status>> {
    for (;;) {
      const [state] = await this.told('state');
      if (state.status === status) return state as FrameWith<Status>;
    }
  }
}

type FrameWith<Status> = Extract<ChatClient['state'], { status: Status }>;

/** A clock that stands still until the test moves it. */
export class StillClock implements Clock {
  #now = 1_000_000;
  readonly #tasks = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const run = () => task();
    this.#tasks.set(run, this.#now + ms);
    return () => this.#tasks.delete(run);
  }

  /** How many timers run. */
  get timers(): number {
    return this.#tasks.size;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#tasks].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due[1]);
      this.#tasks.delete(due[0]);
      due[0]();
    }
    this.#now = until;
  }
}
