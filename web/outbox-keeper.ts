import { type Place, parseMessage } from '#chat';
import type { ChatClient, Unsent } from '#client';
import { Cell } from './cell.ts';
import { MEMORY } from './page-memory.ts';
import * as pending from './pending.ts';

export interface Saying {
  readonly id: string;
  readonly place?: Place | undefined;
  readonly from: pending.Pending['from'];
}

/** How often it is looked for what waits too long, in milliseconds. */
const LOOK_MS = 500;

/**
 * What we said and the room has not shown: survives a reload, and holds back what was meant for a moment on the canvas
 * that is over, for a person to decide about.
 */
export class OutboxKeeper {
  readonly list: Cell<readonly pending.Pending[]>;
  readonly #room: string;
  readonly #client: () => ChatClient;
  readonly #unfollow: () => void;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(room: string, client: () => ChatClient) {
    this.#room = room;
    this.#client = client;
    this.list = new Cell(revived(MEMORY.outbox(room), Date.now()));
    this.#unfollow = this.list.follow((list) => MEMORY.keepOutbox(room, list));
    this.#timer = setInterval(() => this.holdOverdue(), LOOK_MS);
  }

  /** What the client should send first. */
  get unsent(): readonly Unsent[] {
    return this.list.value
      .filter(({ status }) => status === 'waiting')
      .map(({ id, text, place, sentAt }) => ({ id, text, ...(place && { place }), ...(sentAt && { sentAt }) }));
  }

  say(text: string, { id, place, from }: Saying): void {
    if (this.list.value.length >= pending.MOST_PENDING) {
      this.#fail(id, text, from, place);
      return;
    }
    const said = this.#client().say(text, { id, ...(place && { place }) });
    const writtenAt = Date.now();
    this.list.set(pending.withPending(this.list.value, { id, text, place, from, writtenAt, status: 'waiting' }));
    said.sent.then(
      () => this.change(id, { status: 'sent', why: undefined }),
      // What was queued is told by the event too; this is for what no room takes.
      (error: Error & { code?: string }) => this.failed(id, error),
    );
  }

  /** Says again what a person has decided about. With its old id: if it is in the log after all, it stays there once. */
  retry(id: string): void {
    const { text, place, from } = this.list.value.find((each) => each.id === id) ?? {};
    if (text === undefined || from === undefined) return;
    this.list.set(pending.without(this.list.value, id));
    this.say(text, { id, place, from });
  }

  discard(id: string): void {
    this.#client().takeBack(id);
    this.shown(id);
  }

  /** The room has shown it. */
  shown(id: string): void {
    this.list.set(pending.without(this.list.value, id));
  }

  failed(id: string, { code, message }: Error & { readonly code?: string }): void {
    if (code !== 'closed' && code !== 'taken-back') this.change(id, { status: 'failed', why: message });
  }

  change(id: string, change: Parameters<typeof pending.withChange>[2]): void {
    this.list.set(pending.withChange(this.list.value, id, change));
  }

  /** Takes back from the client what waits too long while there is no connection. */
  holdOverdue(offline = this.#client().state.status !== 'online'): void {
    if (!offline) return;
    const sentAts = new Map(
      this.#client()
        .unsent()
        .map(({ id, sentAt }) => [id, sentAt]),
    );
    for (const { id } of pending.overdue(this.list.value, Date.now())) {
      this.change(id, { status: 'held', why: 'It waited too long to appear by itself', sentAt: sentAts.get(id) });
      this.#client().takeBack(id);
    }
  }

  /** Keeps what the client knows of it and ends. */
  close(): void {
    clearInterval(this.#timer);
    const sentAts = new Map(
      this.#client()
        .unsent()
        .map(({ id, sentAt }) => [id, sentAt]),
    );
    const list = this.list.value.map((each) => ({ ...each, sentAt: sentAts.get(each.id) ?? each.sentAt }));
    this.#unfollow();
    MEMORY.keepOutbox(this.#room, list);
  }

  #fail(id: string, text: string, from: Saying['from'], place: Place | undefined): void {
    const why = 'Too many messages wait already';
    const writtenAt = Date.now();
    this.list.set(pending.withPending(this.list.value, { id, text, place, from, writtenAt, status: 'failed', why }));
  }
}

/** What another page of this tab left behind. What it knew to be sent is in the room. */
function revived(list: readonly pending.Pending[], now: number): readonly pending.Pending[] {
  const ours = list.filter((each) => each.status !== 'sent' && isProper(each));
  return pending
    .overdue(ours, now)
    .reduce<readonly pending.Pending[]>(
      (all, { id }) => pending.withChange(all, id, { status: 'held', why: 'It waited too long to appear by itself' }),
      ours,
    );
}

function isProper(each: pending.Pending): boolean {
  try {
    parseMessage(each);
    return true;
  } catch {
    return false;
  }
}
