import type { Visitor } from '#chat';
import { ChatClient, type Fault, type TokenSource } from '#client';
import { type ConnectionStory, nextStory } from './connection-text.ts';
import * as conversation from './conversation.ts';
import { MEMORY } from './page-memory.ts';

/** Something that a person should know for a while. */
export interface Notice {
  readonly text: string;
  /** When it is over by itself, epoch milliseconds. */
  readonly until?: number | undefined;
}

/** Everything that the page shows of a room. */
export interface RoomView {
  readonly story: ConnectionStory;
  readonly conversation: conversation.Conversation;
  readonly members: readonly Visitor[];
  readonly memberCount: number;
  readonly self: Visitor | undefined;
  readonly notice: Notice | undefined;
}

export interface RoomSessionOptions {
  readonly room: string;
  readonly urls: readonly string[];
  readonly token: TokenSource;
  /** The token was refused, and there is no other way to a new one. */
  readonly refused: () => void;
}

/** A notice that came and went with every message would only be read aloud again and again. */
const SHORTEST_NOTICE_MS = 1_500;

/** A person in a room, as the page follows it: turns what the client tells into views, and survives a reload. */
export class RoomSession {
  readonly room: string;
  readonly #client: ChatClient;
  readonly #listeners = new Set<(view: RoomView) => void>();
  #view: RoomView;

  constructor({ room, urls, token, refused }: RoomSessionOptions) {
    this.room = room;
    this.#client = new ChatClient({ urls, room, token, outbox: MEMORY.outbox(room) });
    this.#view = {
      story: { state: this.#client.state },
      conversation: conversation.beginConversation(this.#client.unsent()),
      members: [],
      memberCount: 0,
      self: undefined,
      notice: undefined,
    };
    this.#listen(refused);
  }

  get view(): RoomView {
    return this.#view;
  }

  /** Calls `listener` at each change; the returned function ends that. */
  follow(listener: (view: RoomView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  say(text: string, id?: string): void {
    const said = this.#client.say(text, id === undefined ? {} : { id });
    this.#talk((told) => conversation.withPending(told, said.id, text));
    said.sent.then(
      () => this.#talk((told) => conversation.withReceipt(told, said.id)),
      (error: Error & { code?: string }) => {
        if (error.code === 'closed' || error.code === 'taken-back') return;
        this.#talk((told) => conversation.withFailure(told, said.id, error.message));
      },
    );
  }

  /** Says again what failed. With its old id: if it was in the log after all, it stays there once. */
  retry(id: string): void {
    const failed = this.#view.conversation.pending.find((pending) => pending.id === id);
    if (failed) this.say(failed.text, id);
  }

  discard(id: string): void {
    this.#client.takeBack(id);
    this.#talk((told) => conversation.without(told, id));
  }

  dismissNotice(): void {
    this.#show({ notice: undefined });
  }

  retryNow(): void {
    this.#client.retryNow();
  }

  close(): void {
    this.#listeners.clear();
    this.#client.close();
  }

  #listen(refused: () => void): void {
    const client = this.#client;
    client.on('state', (state) => {
      this.#show({ story: nextStory(this.#view.story, state, Date.now()) });
      if (state.status === 'closed' && state.because === 'token') refused();
    });
    client.on('welcome', ({ visitor }) => this.#show({ self: visitor }));
    client.on('members', (members, memberCount) => this.#show({ members, memberCount }));
    client.on('entry', (entry, { epoch }) => {
      if (entry.kind !== 'message') return;
      const own = entry.author.id === client.visitor?.id;
      this.#talk((told) => conversation.withEntry(told, epoch, entry, own));
    });
    client.on('gap', ({ message, missing }) => this.#talk((told) => conversation.withGap(told, message, missing)));
    client.on('sent', ({ id }) => {
      this.#talk((told) => conversation.withReceipt(told, id));
      if (this.#view.notice?.until === undefined) this.#show({ notice: undefined });
    });
    client.on('failed', (id, { code, message }) => {
      if (code !== 'taken-back') this.#talk((told) => conversation.withFailure(told, id, message));
    });
    client.on('fault', (fault) => this.#complain(fault));
  }

  /** Says what is wrong; what is wrong with one message for good stands beside that message. */
  #complain({ code, message, retryAfterMs, id }: Fault): void {
    const waits = id !== undefined && this.#client.unsent().some((unsent) => unsent.id === id);
    if (code === 'rate-limited') {
      const until = Date.now() + Math.max(SHORTEST_NOTICE_MS, retryAfterMs ?? 0);
      this.#show({ notice: { text: 'You write faster than the room takes it', until } });
    } else if (id === undefined || waits) this.#show({ notice: { text: message } });
  }

  #talk(change: (told: conversation.Conversation) => conversation.Conversation): void {
    this.#show({ conversation: change(this.#view.conversation) });
    MEMORY.keepOutbox(this.room, this.#client.unsent());
  }

  #show(change: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener(this.#view);
  }
}
