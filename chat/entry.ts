import * as z from 'zod/mini';
import type { Position } from './position.ts';

/** A message in the log, as everybody reads it. */
export interface Entry {
  readonly offset: number;
  /** Epoch milliseconds by the log's clock: the same for every reader. */
  readonly at: number;
  readonly kind: 'message';
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly text: string;
  readonly place?: { readonly x: number; readonly y: number } | undefined;
}

/** An entry as servers carry it: encoded once, when it was appended, and never parsed on the way to a reader. */
export interface SealedEntry {
  readonly offset: number;
  readonly at: number;
  /** The entry's JSON. */
  readonly json: string;
}

export const EntrySchema = z.object({
  offset: z.int().check(z.positive()),
  at: z.number(),
  kind: z.literal('message'),
  id: z.string(),
  author: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
  place: z.optional(z.object({ x: z.number(), y: z.number() })),
});

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

/** Some entries in order and without holes, and the epoch that they belong to. */
export interface Batch {
  readonly epoch: string;
  readonly entries: readonly SealedEntry[];
}

/** The position of a batch's last entry; `undefined` when it has none. */
export function batchEnd(batch: Batch): Position | undefined {
  const last = batch.entries.at(-1);
  return last && { epoch: batch.epoch, offset: last.offset };
}
