import type { Entry, EntryOf, MessageEntry } from './entry.ts';
import type { Place } from './message.ts';
import { formatPosition, type Position } from './position.ts';
import { Reactions } from './reactions.ts';

/** A message as it stands now, after all that was done to it. */
export interface ViewMessage {
  readonly position: Position;
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly text: string;
  readonly place?: Place | undefined;
  /** When it was said, epoch milliseconds by the log's clock. */
  readonly at: number;
  readonly editedAt?: number | undefined;
  /** In the order in which they first came, each with the ids of those who reacted so. */
  readonly reactions: ReadonlyArray<{ readonly emoji: string; readonly by: readonly string[] }>;
}

interface Kept {
  message: ViewMessage;
  readonly reactions: Reactions;
}

/**
 * A room's entries, folded into the messages that are to be seen: edits and reactions applied, deleted ones gone. Knows
 * no time and no network; the same entries in the same order give the same view. Keeps the newest so many. What is done
 * to a message that it does not have changes nothing.
 */
export class RoomView {
  readonly #most: number;
  readonly #kept = new Map<string, Kept>();
  #list: readonly ViewMessage[] | undefined;

  constructor(most = 300) {
    this.#most = most;
  }

  /** Oldest first; the same list until something changes. */
  get messages(): readonly ViewMessage[] {
    this.#list ??= [...this.#kept.values()].map(({ message }) => message);
    return this.#list;
  }

  /** One message as it stands now, if it is to be seen. */
  at(position: Position): ViewMessage | undefined {
    return this.#kept.get(formatPosition(position))?.message;
  }

  /** Whether somebody's message of this id was said: then nobody is typing it any more. */
  has(authorId: string, id: string): boolean {
    return this.messages.some((message) => message.id === id && message.author.id === authorId);
  }

  /**
   * Takes the next entry of the room.
   *
   * @returns whether what is to be seen has changed
   */
  take(entry: Entry, position: Position): boolean {
    const changed = this.#apply(entry, position);
    if (changed) this.#list = undefined;
    return changed;
  }

  #apply(entry: Entry, position: Position): boolean {
    if (entry.kind === 'message') return this.#add(entry, position);
    if (!('target' in entry)) return false;
    const key = formatPosition({ epoch: position.epoch, offset: entry.target });
    if (entry.kind === 'delete') return this.#kept.delete(key);
    const kept = this.#kept.get(key);
    return kept === undefined ? false : change(kept, entry);
  }

  #add({ id, author, text, place, at }: MessageEntry, position: Position): boolean {
    const key = formatPosition(position);
    if (this.#kept.has(key)) return false;
    const message = { position, id, author, text, ...(place && { place }), at, reactions: [] };
    this.#kept.set(key, { message, reactions: new Reactions() });
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > this.#most) this.#kept.delete(oldest);
    return true;
  }
}

function change(kept: Kept, entry: EntryOf<'edit' | 'react' | 'unreact'>): boolean {
  if (entry.kind === 'edit') {
    kept.message = { ...kept.message, text: entry.text, editedAt: entry.at };
    return true;
  }
  if (!kept.reactions.take(entry.kind === 'react', entry.emoji, entry.author.id)) return false;
  kept.message = { ...kept.message, reactions: kept.reactions.list };
  return true;
}
