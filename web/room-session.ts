import { MotionView, type Place, type Position, RoomView, type ViewMessage, type Visitor } from '#chat';
import { ChatClient, type Fault, newMessageId } from '#client';
import { Cell } from './cell.ts';
import { type ConnectionStory, nextStory, withSent } from './connection-text.ts';
import { type Notice, noticeOf, passing } from './notice.ts';
import { OutboxKeeper } from './outbox-keeper.ts';
import { MOMENT_MS } from './pending.ts';

export interface RoomSessionOptions {
  readonly room: string;
  readonly urls: readonly string[];
  readonly token: string;
}

export interface People {
  readonly members: readonly Visitor[];
  readonly count: number;
}

/** Where something is missing: behind the message of this key. */
export interface Missing {
  readonly after: string | undefined;
  readonly reason: string;
  readonly missing: number | undefined;
}

/** How many messages the page keeps; a room's log keeps no more unless it was told to. */
const MOST_MESSAGES = 600;

/** A person in a room, as the page follows it: everything that it shows, each in a cell, and everything that they can do. */
export class RoomSession {
  readonly room: string;
  readonly story: Cell<ConnectionStory>;
  readonly messages = new Cell<readonly ViewMessage[]>([]);
  readonly missing = new Cell<readonly Missing[]>([]);
  readonly people = new Cell<People>({ members: [], count: 0 });
  readonly self = new Cell<Visitor | undefined>(undefined);
  readonly notice = new Cell<Notice | undefined>(undefined);
  /** When the token ends, epoch milliseconds by the place's clock. */
  readonly expiresAt = new Cell<number | undefined>(undefined);
  /** Why the place ended it for good, in words. */
  readonly ending = new Cell<string | undefined>(undefined);
  /** Counts what others do: type, point. */
  readonly stirs = new Cell(0);
  /** Visitors whom this reader does not want to see. */
  readonly hidden = new Cell<ReadonlySet<string>>(new Set());
  readonly motions = new MotionView();
  readonly outbox: OutboxKeeper;
  readonly #client: ChatClient;
  readonly #view = new RoomView(MOST_MESSAGES);
  readonly #selves = new Set<string>();
  #token: string;
  readonly #listeners = new Set<(message: ViewMessage) => void>();

  constructor({ room, urls, token }: RoomSessionOptions) {
    this.room = room;
    this.#token = token;
    this.outbox = new OutboxKeeper(room, () => this.#client);
    this.#client = new ChatClient({ urls, room, token, outbox: this.outbox.unsent });
    this.story = new Cell<ConnectionStory>({ state: this.#client.state });
    this.#listen();
  }

  get token(): string {
    return this.#token;
  }

  /** What time it is where the log is. */
  serverNow(): number {
    return this.#client.serverNow();
  }

  isOwn(authorId: string): boolean {
    return this.#selves.has(authorId);
  }

  /** Calls `handler` for each message of others that is said while we are here; the returned function ends that. */
  onMessage(handler: (message: ViewMessage) => void): () => void {
    this.#listeners.add(handler);
    return () => this.#listeners.delete(handler);
  }

  say(text: string, place: Place, from: 'canvas' | 'chat', id = newMessageId()): void {
    this.outbox.say(text, { id, place, from });
  }

  typing(text: string, id: string, place: Place): void {
    this.#client.typing(text, { id, place });
  }

  cursor(place?: Place): void {
    this.#client.cursor(place);
  }

  edit(position: Position, text: string): void {
    this.#tell(this.#client.edit(position, text));
  }

  remove(position: Position): void {
    this.#tell(this.#client.remove(position));
  }

  /** Reacts, or takes it back where we have reacted so. */
  react(message: Pick<ViewMessage, 'position' | 'reactions'>, emoji: string): void {
    const by = message.reactions.find((each) => each.emoji === emoji)?.by ?? [];
    this.#tell(this.#client.react(message.position, emoji, !by.some((id) => this.isOwn(id))));
  }

  mute({ id, name }: Visitor, seconds: number): void {
    this.#tell(this.#client.mute(id, seconds), `${name} ${seconds > 0 ? 'is muted' : 'may write again'}`);
  }

  kick({ id, name }: Visitor): void {
    this.#tell(this.#client.kick(id), `${name} was sent out`);
  }

  hide(visitorId: string, hidden: boolean): void {
    const next = new Set(this.hidden.value);
    if (hidden) next.add(visitorId);
    else next.delete(visitorId);
    this.hidden.set(next);
  }

  /** A message as it stands now. */
  at(position: Position): ViewMessage | undefined {
    return this.#view.at(position);
  }

  notify(text: string): void {
    this.notice.set(passing(text, Date.now()));
  }

  /** Goes on with a new token, in the connection that there is. */
  renew(token: string): void {
    this.#token = token;
    this.ending.set(undefined);
    this.#client.refresh(token);
  }

  retryNow(): void {
    this.ending.set(undefined);
    this.#client.retryNow();
  }

  close(): void {
    this.outbox.close();
    this.#client.close();
  }

  #listen(): void {
    const client = this.#client;
    client.on('state', (state) => {
      // Before the client is caught up and sends what waits.
      this.outbox.holdOverdue(true);
      this.story.set(nextStory(this.story.value, state, Date.now()));
    });
    client.on('welcome', ({ visitor, mutedUntil, expiresAt }) => {
      this.expiresAt.set(expiresAt);
      this.#selves.add(visitor.id);
      this.self.set(visitor);
      this.motions.clear();
      if (mutedUntil !== undefined) this.#muted(mutedUntil - client.serverNow());
    });
    client.on('members', (members, count) => this.people.set({ members, count }));
    client.on('entry', (entry, position) => {
      if (entry.kind === 'message') {
        this.motions.said(entry.author.id, entry.id);
        if (this.isOwn(entry.author.id)) this.outbox.shown(entry.id);
      } else if (entry.kind === 'mute' && this.isOwn(entry.visitorId)) this.#muted(entry.seconds * 1000);
      else if (entry.kind === 'unmute' && this.isOwn(entry.visitorId)) this.notify('You may write again');
      if (!this.#view.take(entry, position)) return;
      const message = this.#view.at(position);
      const fresh = entry.kind === 'message' && this.serverNow() - entry.at < MOMENT_MS;
      if (message && fresh && !this.isOwn(message.author.id)) for (const tell of this.#listeners) tell(message);
      // All entries of a frame are told in one turn, and drawn once.
      queueMicrotask(() => this.messages.set(this.#view.messages));
    });
    client.on('gap', ({ message: reason, missing }) => {
      const last = this.#view.messages.at(-1);
      const after = last && `${last.author.id} ${last.id}`;
      this.missing.set([...this.missing.value, { after, reason, missing }].slice(-20));
    });
    for (const motion of ['typing', 'cursor'] as const) {
      client.on(motion, (told) => {
        this.motions.take(told, Date.now());
        this.stirs.set(this.stirs.value + 1);
      });
    }
    client.on('sent', ({ id }) => {
      this.story.set(withSent(this.story.value, Date.now()));
      this.outbox.change(id, { status: 'sent', why: undefined });
    });
    client.on('failed', (id, error) => this.outbox.failed(id, error));
    client.on('refreshed', (expiresAt) => this.expiresAt.set(expiresAt));
    client.on('fault', (fault) => this.#complain(fault));
  }

  #muted(leftMs: number): void {
    this.notice.set({
      text: 'A moderator has muted you here',
      until: Date.now() + leftMs,
      again: 'You can write again',
    });
  }

  /** Says what is wrong; what is wrong with one message for good stands beside that message. */
  #complain(fault: Fault): void {
    const { code, message, id } = fault;
    if (['banned', 'kicked', 'forbidden-room'].includes(code)) this.ending.set(message);
    // These end the connection, and the end is told for itself.
    if (this.ending.value === message || code.startsWith('token-')) return;
    const waits = id === undefined || this.#client.unsent().some((unsent) => unsent.id === id);
    if (waits || code === 'rate-limited' || code === 'muted') this.notice.set(noticeOf(fault, Date.now()));
  }

  #tell(done: Promise<unknown>, words?: string): void {
    done.then(
      () => words && this.notify(words),
      (error: Error & { code?: string }) => {
        if (error.code !== 'closed' && error.code !== 'taken-back') this.notify(error.message);
      },
    );
  }
}
