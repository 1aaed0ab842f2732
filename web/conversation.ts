import type { MessageEntry } from '#chat';
import type { Unsent } from '#client';

/** What stands in the list of messages, from old to new. */
export type Line =
  | { readonly kind: 'entry'; readonly key: string; readonly entry: MessageEntry; readonly own: boolean }
  | { readonly kind: 'gap'; readonly key: string; readonly reason: string; readonly missing: number | undefined };

/** A message of ours that the room has not shown yet. */
export interface Pending {
  readonly id: string;
  readonly text: string;
  /** `sent` once the log has it; a moment later its entry takes its place. */
  readonly status: 'waiting' | 'sent' | 'failed';
  /** Why it failed, for a person. */
  readonly why?: string | undefined;
}

export interface Conversation {
  readonly lines: readonly Line[];
  readonly pending: readonly Pending[];
}

/** The page keeps so many lines; the room's log keeps no more. */
const MOST_LINES = 500;

export function beginConversation(unsent: readonly Unsent[]): Conversation {
  return { lines: [], pending: unsent.map(({ id, text }) => ({ id, text, status: 'waiting' })) };
}

/** An entry of the room; an own one takes the place of what was pending. */
export function withEntry(told: Conversation, epoch: string, entry: MessageEntry, own: boolean): Conversation {
  const line: Line = { kind: 'entry', key: `${epoch}:${entry.offset}`, entry, own };
  const pending = own ? told.pending.filter(({ id }) => id !== entry.id) : told.pending;
  return { lines: [...told.lines, line].slice(-MOST_LINES), pending };
}

export function withGap(told: Conversation, reason: string, missing: number | undefined): Conversation {
  const line: Line = { kind: 'gap', key: `gap ${told.lines.at(-1)?.key ?? 'first'}`, reason, missing };
  return { ...told, lines: [...told.lines, line].slice(-MOST_LINES) };
}

/** Something that we say: it waits at the end, and only once for each id. */
export function withPending(told: Conversation, id: string, text: string): Conversation {
  return { ...told, pending: [...without(told, id).pending, { id, text, status: 'waiting' }] };
}

export function withReceipt(told: Conversation, id: string): Conversation {
  return withStatus(told, id, { status: 'sent', why: undefined });
}

export function withFailure(told: Conversation, id: string, why: string): Conversation {
  return withStatus(told, id, { status: 'failed', why });
}

export function without(told: Conversation, id: string): Conversation {
  return { ...told, pending: told.pending.filter((pending) => pending.id !== id) };
}

function withStatus(told: Conversation, id: string, change: Pick<Pending, 'status' | 'why'>): Conversation {
  return { ...told, pending: told.pending.map((pending) => (pending.id === id ? { ...pending, ...change } : pending)) };
}
