import {
  ChatFault,
  encodeClientFrame,
  LIMITS,
  type Message,
  type Place,
  type Position,
  parseMessage,
  parseRoomId,
  type ServerFrame,
  utf8Length,
  type Visitor,
} from '#chat';
import { ClientError } from './client-error.ts';
import type { ClientEvents } from './client-events.ts';
import type { ChatClientOptions } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { CLOCK_TIMERS } from './clock-timers.ts';
import { Connector } from './connector.ts';
import { Emitter } from './emitter.ts';
import { MemberList } from './member-list.ts';
import { newMessageId } from './message-id.ts';
import { Outbox, type Receipt, type Unsent } from './outbox.ts';
import { Reader } from './reader.ts';
import type { SocketClass } from './socket-like.ts';
import { socketUrl } from './socket-url.ts';

type Entries = Extract<ServerFrame, { type: 'entries' }>;

/** How many messages may wait to be sent. */
const MAX_UNSENT = 50;

/**
 * Somebody in a room. Connects at once and comes back by itself until it is closed; goes on in the room where it
 * stopped, so that each entry is told once and in order, and each message is in the log once.
 */
export class ChatClient {
  readonly #events = new Emitter<ClientEvents>();
  readonly #members = new MemberList();
  readonly #reader: Reader;
  readonly #outbox: Outbox;
  readonly #connector: Connector;
  readonly #newId: () => string;
  /** Everybody that we were told to be: a renewed token may be another visitor's. */
  readonly #selves = new Set<string>();
  #visitor: Visitor | undefined;
  /** The head at the welcome: until it is read, nobody knows which of our messages are in the log already. */
  #target: Position | undefined;
  #recovered = false;
  #closed = false;

  /** @throws ChatFault `bad-room`; ClientError `no-place`; TypeError for a base that is no address */
  constructor(options: ChatClientOptions) {
    const room = parseRoomId(options.room);
    const bases = [...new Set([options.urls].flat())];
    if (bases.length === 0) throw new ClientError('no-place');
    const clock = options.clock ?? CLOCK_TIMERS;
    const random = options.random ?? Math.random;
    this.#newId = options.newId ?? newMessageId;
    this.#reader = new Reader(options.position);
    this.#outbox = new Outbox(options.maxUnsent ?? MAX_UNSENT, clock, random, {
      send: (message) => this.#connector.send(encodeSay(message)),
      sent: (receipt) => this.#events.emit('sent', receipt),
      failed: (id, error) => this.#events.emit('failed', id, error),
      stuck: () => this.#connector.restart(),
    });
    for (const unsent of options.outbox ?? []) this.#outbox.add(unsent);
    this.#connector = new Connector({
      places: new Map(bases.map((base) => [base, socketUrl(base, room)])),
      token: options.token,
      clock,
      random,
      WebSocket: options.WebSocket ?? (globalThis as unknown as { WebSocket: SocketClass }).WebSocket,
      hello: (token) => this.#hello(token),
      frame: (frame) => this.#take(frame),
      state: (state) => {
        // Also one that is online and was online before is another connection: what was on the wire is sent again.
        this.#outbox.shut();
        this.#events.emit('state', state);
      },
    });
  }

  get state(): ClientState {
    return this.#connector.state;
  }

  /** The position of the last entry that was told, to begin the next client with. */
  get position(): Position | undefined {
    return this.#reader.position;
  }

  /** Who this is, once the room has said so. */
  get visitor(): Visitor | undefined {
    return this.#visitor;
  }

  get members(): readonly Visitor[] {
    return this.#members.list;
  }

  get memberCount(): number {
    return this.#members.count;
  }

  /** Calls `handler` at each event from now on; the returned function ends that. */
  on<Name extends keyof ClientEvents>(event: Name, handler: (...args: ClientEvents[Name]) => void): () => void {
    return this.#events.on(event, handler);
  }

  /**
   * Says something, now or when there is a connection. `sent` resolves when it is in the log; it rejects with a
   * ChatFault (`text-empty`, `text-too-long`, `bad-message-id`) or a ClientError. Saying it twice with one id is saying
   * it once.
   */
  say(text: string, { id = this.#newId(), place }: { id?: string; place?: Place } = {}): Said {
    try {
      if (this.#closed) throw new ClientError('closed');
      const message = parseMessage({ id, text, place });
      // Quotes and line ends take two bytes on the wire, and a frame that is too large would close the socket.
      if (utf8Length(encodeSay(message)) > LIMITS.frameBytes) {
        throw new ChatFault('text-too-long', { found: 'quotes and line ends count twice' });
      }
      return { id, sent: this.#outbox.add(message) };
    } catch (error) {
      const sent = Promise.reject<Receipt>(error);
      sent.catch(() => {});
      return { id, sent };
    }
  }

  /** What is not known to be in the log, oldest first: give it to the next client as `outbox`. */
  unsent(): readonly Unsent[] {
    return this.#outbox.list;
  }

  /** Takes back a message that waits; whether it could be. One that was on the wire may be in the room all the same. */
  takeBack(id: Message['id']): boolean {
    return this.#outbox.takeBack(id);
  }

  /** Goes on with a new token of the same visitor, without a new connection where there is one. */
  refresh(token: string): void {
    if (this.#closed) return;
    this.#connector.send(encodeClientFrame({ type: 'refresh', token }));
    this.#connector.setToken(token);
  }

  /** Connects now instead of at the end of a wait. */
  retryNow(): void {
    this.#connector.retryNow();
  }

  /** Ends every timer and socket, for good. What waits to be sent rejects, and stays in `unsent()`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connector.close();
    this.#outbox.close();
  }

  #hello(token: string): string {
    const after = this.#reader.position;
    return encodeClientFrame({ type: 'authenticate', token, ...(after && { after }) });
  }

  #take(frame: ServerFrame): void {
    if (this.#closed) return;
    if (frame.type === 'entries') this.#read(frame);
    else if (frame.type === 'ack') this.#outbox.acknowledge(frame);
    else if (frame.type === 'joined' || frame.type === 'left') this.#tellMembers(frame);
    else if (frame.type === 'welcome') this.#enter(frame);
    else if (frame.type === 'gap') this.#skip(frame);
    else if (frame.type === 'refreshed') this.#events.emit('refreshed', frame.expiresAt);
    else if (frame.type === 'fault') {
      this.#events.emit('fault', frame);
      this.#outbox.refuse(frame);
    } else if (frame.type === 'reconnect') {
      this.#events.emit('reconnect', frame.afterMs);
      this.#connector.move(frame.afterMs);
    }
  }

  #enter(welcome: ClientEvents['welcome'][0]): void {
    this.#visitor = welcome.visitor;
    this.#selves.add(welcome.visitor.id);
    this.#reader.begin(welcome.from);
    this.#recovered = welcome.recovered;
    this.#target = welcome.head;
    this.#events.emit('welcome', welcome);
    this.#tellMembers(welcome);
    this.#speakWhenCaughtUp();
  }

  #skip(gap: ClientEvents['gap'][0]): void {
    this.#reader.skip(gap.from);
    this.#recovered = false;
    if (gap.from.epoch !== this.#target?.epoch) this.#target = gap.from;
    this.#events.emit('gap', gap);
    this.#speakWhenCaughtUp();
  }

  #read({ epoch, entries }: Entries): void {
    const connection = this.#connector.state;
    for (const entry of entries) {
      const verdict = this.#reader.take(epoch, entry);
      if (verdict === 'seen') continue;
      if (verdict === 'hole') {
        this.#connector.restart();
        return;
      }
      const position = { epoch, offset: entry.offset };
      if (this.#selves.has(entry.author.id)) this.#outbox.notice(entry, position);
      this.#events.emit('entry', entry, position);
      // A handler may have closed us.
      if (this.#connector.state !== connection) return;
    }
    this.#speakWhenCaughtUp();
  }

  #speakWhenCaughtUp(): void {
    const { position } = this.#reader;
    if (this.#connector.state.status !== 'online' || this.#target === undefined || position === undefined) return;
    if (position.epoch !== this.#target.epoch || position.offset < this.#target.offset) return;
    this.#target = undefined;
    this.#outbox.open(this.#recovered);
  }

  #tellMembers(frame: Parameters<MemberList['take']>[0]): void {
    this.#members.take(frame);
    this.#events.emit('members', this.#members.list, this.#members.count);
  }
}

function encodeSay({ id, text, place }: Message): string {
  return encodeClientFrame({ type: 'say', id, text, ...(place && { place: { ...place } }) });
}

export interface Said {
  readonly id: string;
  /** Resolves when the message is in the log. */
  readonly sent: Promise<Receipt>;
}
