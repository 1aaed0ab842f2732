import {
  encodeClientFrame,
  type Message,
  type Place,
  type Position,
  parseRoomId,
  ServerClock,
  type ServerFrame,
  type Visitor,
} from '#chat';
import { Backlog } from './backlog.ts';
import { ClientError } from './client-error.ts';
import type { ClientEvents } from './client-events.ts';
import type { ChatClientOptions } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { CLOCK_TIMERS } from './clock-timers.ts';
import { Connector } from './connector.ts';
import { actOf, type Deed, type Said } from './deed.ts';
import { Emitter } from './emitter.ts';
import { MemberList } from './member-list.ts';
import { newMessageId } from './message-id.ts';
import { MotionSender } from './motion-sender.ts';
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
  readonly #motions: MotionSender;
  readonly #serverClock = new ServerClock();
  readonly #now: () => number;
  readonly #newId: () => string;
  /** Everybody that we were told to be: a renewed token may be another visitor's. */
  readonly #selves = new Set<string>();
  #visitor: Visitor | undefined;
  readonly #backlog = new Backlog();
  #early = false;
  #closed = false;

  /** @throws ChatFault `bad-room`; ClientError `no-place`; TypeError for a base that is no address */
  constructor(options: ChatClientOptions) {
    const room = parseRoomId(options.room);
    const bases = [...new Set([options.urls].flat())];
    if (bases.length === 0) throw new ClientError('no-place');
    const clock = options.clock ?? CLOCK_TIMERS;
    const random = options.random ?? Math.random;
    this.#newId = options.newId ?? newMessageId;
    this.#now = () => clock.now();
    this.#reader = new Reader(options.position);
    this.#outbox = new Outbox(options.maxUnsent ?? MAX_UNSENT, clock, random, {
      send: (act) => this.#connector.send(encodeClientFrame(act)),
      sent: (receipt) => this.#events.emit('sent', receipt),
      failed: (id, error) => this.#events.emit('failed', id, error),
      stuck: () => this.#connector.restart(),
    });
    for (const { sentAt, ...message } of options.outbox ?? []) this.#outbox.add({ type: 'say', ...message }, sentAt);
    this.#motions = new MotionSender(clock, (text) => {
      if (this.state.status === 'online') this.#connector.send(text);
    });
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
    const sent = this.#do({ type: 'say', text, ...(place && { place: { ...place } }) }, id);
    this.#motions.said(id);
    return { id, sent };
  }

  /** Changes what a message of ours says. This and what follows resolves and rejects as `sent` of `say` does. */
  edit(target: Position, text: string): Promise<Receipt> {
    return this.#do({ type: 'edit', target: { ...target }, text });
  }

  /** Takes a message of ours away; as a moderator, anybody's. */
  remove(target: Position): Promise<Receipt> {
    return this.#do({ type: 'delete', target: { ...target } });
  }

  /** Reacts to a message with one emoji; with `on` false, takes that back. */
  react(target: Position, emoji: string, on = true): Promise<Receipt> {
    return this.#do({ type: on ? 'react' : 'unreact', target: { ...target }, emoji });
  }

  /** As a moderator, lets a visitor only read here for so many seconds; 0 ends that. */
  mute(visitorId: string, seconds: number): Promise<Receipt> {
    return this.#do(seconds === 0 ? { type: 'unmute', visitorId } : { type: 'mute', visitorId, seconds });
  }

  /** As a moderator, sends a visitor out of the room. They may come again. */
  kick(visitorId: string): Promise<Receipt> {
    return this.#do({ type: 'kick', visitorId });
  }

  /**
   * Shows others a text while it is written: all of it so far, at each key. Say it under the same id when it is done;
   * an empty text gives it up. Call it as often as you like: the last one counts, twenty times a second.
   */
  typing(text: string, { id, place }: { id: string; place?: Place }): void {
    if (!this.#closed) this.#motions.typing(text, id, place);
  }

  /** Shows others where we point; without a place, no longer. As often as you like. */
  cursor(place?: Place): void {
    if (!this.#closed) this.#motions.cursor(place);
  }

  /** What time it is where the log is, in epoch milliseconds: the clock that `at` of every entry is by. */
  serverNow(): number {
    return this.#serverClock.now(this.#now());
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
    if (!this.#closed) this.#connector.refresh(token);
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
    this.#motions.stop();
  }

  #do(deed: Deed, id = this.#newId()): Promise<Receipt> {
    try {
      if (this.#closed) throw new ClientError('closed');
      return this.#outbox.add(actOf(deed, id));
    } catch (error) {
      const refused = Promise.reject<Receipt>(error);
      refused.catch(() => {});
      return refused;
    }
  }

  #hello(token: string): string {
    const after = this.#reader.position;
    return encodeClientFrame({ type: 'authenticate', token, got: true, ...(after && { after }) });
  }

  #take(frame: ServerFrame): void {
    if (this.#closed) return;
    if (frame.type === 'entries') this.#read(frame);
    else if (frame.type === 'ack') this.#acknowledge(frame);
    else if (frame.type === 'typing') this.#events.emit('typing', frame);
    else if (frame.type === 'cursor') this.#events.emit('cursor', frame);
    else if (frame.type === 'joined' || frame.type === 'left' || frame.type === 'members') this.#tellMembers(frame);
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

  #acknowledge(ack: Extract<ServerFrame, { type: 'ack' }>): void {
    if (!ack.duplicate) this.#serverClock.hear(ack.at, this.#now());
    this.#outbox.acknowledge(ack);
  }

  #enter(welcome: ClientEvents['welcome'][0]): void {
    this.#serverClock.welcome(welcome.at, this.#now());
    this.#visitor = welcome.visitor;
    this.#selves.add(welcome.visitor.id);
    this.#reader.begin(welcome.from);
    this.#early = welcome.shownEarly ?? false;
    this.#backlog.begin(welcome.head, welcome.recovered);
    this.#events.emit('welcome', welcome);
    this.#tellMembers(welcome);
    this.#motions.renew();
    this.#speakWhenCaughtUp();
  }

  #skip(gap: ClientEvents['gap'][0]): void {
    this.#reader.skip(gap.from);
    this.#backlog.skip(gap.from);
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
      // What came before we were caught up is old.
      if (this.#backlog.isRead) this.#serverClock.hear(entry.at, this.#now());
      if (entry.kind !== 'other' && this.#selves.has(entry.author.id))
        this.#outbox.notice(entry, position, this.#early);
      this.#events.emit('entry', entry, position);
      // A handler may have closed us.
      if (this.#connector.state !== connection) return;
    }
    this.#speakWhenCaughtUp();
  }

  #speakWhenCaughtUp(): void {
    if (this.#connector.state.status !== 'online') return;
    const arrival = this.#backlog.arrive(this.#reader.position);
    if (arrival) this.#outbox.open(arrival.recovered);
  }

  #tellMembers(frame: Parameters<MemberList['take']>[0]): void {
    this.#members.take(frame);
    this.#events.emit('members', this.#members.list, this.#members.count);
  }
}
