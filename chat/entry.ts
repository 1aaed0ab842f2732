import type * as z from 'zod/mini';
import { ENTRY_KINDS, type EntrySchema } from './entry-kinds.ts';

/** What the log has, as everybody reads it: a message, or something that was done about one or about somebody. */
export type Entry = z.infer<typeof EntrySchema>;
export type EntryKind = Entry['kind'];
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>;
export type MessageEntry = EntryOf<'message'>;

/** An entry as servers carry it: encoded once, when it was appended, and never parsed on the way to a reader. */
export interface SealedEntry {
  readonly offset: number;
  readonly at: number;
  /** The entry's JSON. */
  readonly json: string;
}

const KIND = /^\{"offset":\d+,"at":\d+,"kind":"([a-z]+)"/;

/**
 * Writes offset and time in front of a draft's body. A keeper that seals inside its store (Redis, in Lua) must give the
 * same bytes.
 *
 * @example
 * sealEntry(7, 1000, '{"kind":"message"}').json // => '{"offset":7,"at":1000,"kind":"message"}'
 */
export function sealEntry(offset: number, at: number, body: string): SealedEntry {
  return { offset, at, json: `{"offset":${offset},"at":${at},${body.slice(1)}` };
}

/**
 * What kind of entry a sealed one is, without parsing it: a draft's body begins with its kind.
 *
 * @example
 * kindOf({ offset: 7, at: 1000, json: '{"offset":7,"at":1000,"kind":"kick","id":"…"}' }) // => 'kick'
 */
export function kindOf(entry: SealedEntry): EntryKind {
  const kind = KIND.exec(entry.json)?.[1] ?? '';
  return Object.hasOwn(ENTRY_KINDS, kind) ? (kind as EntryKind) : 'other';
}

/** Reads a sealed entry; `undefined` for one of a kind, or of a shape, that this version does not know. */
export function openEntry(sealed: SealedEntry): Entry | undefined {
  const kind = kindOf(sealed);
  const parsed = kind === 'other' ? undefined : ENTRY_KINDS[kind].safeParse(JSON.parse(sealed.json));
  return parsed?.success ? parsed.data : undefined;
}

/** Some entries in order and without holes, and the epoch that they belong to. */
export interface Batch {
  readonly epoch: string;
  readonly entries: readonly SealedEntry[];
}
