import * as z from 'zod/mini';

const where = { offset: z.int().check(z.positive()), at: z.number() };
const who = { id: z.string(), author: z.object({ id: z.string(), name: z.string() }) };
/** The offset, in the same epoch, of the message that an entry is about. */
const target = z.int().check(z.positive());

/**
 * Every kind of entry that a log can have. All have a position and a time, `at`, in epoch milliseconds by the log's
 * clock: the same for every reader. All but `other` have an author, and the id that the author gave.
 */
export const ENTRY_KINDS = {
  message: z.object({
    ...where,
    kind: z.literal('message'),
    ...who,
    text: z.string(),
    place: z.optional(z.object({ x: z.number(), y: z.number() })),
  }),
  edit: z.object({ ...where, kind: z.literal('edit'), ...who, target, text: z.string() }),
  delete: z.object({ ...where, kind: z.literal('delete'), ...who, target }),
  react: z.object({ ...where, kind: z.literal('react'), ...who, target, emoji: z.string() }),
  unreact: z.object({ ...where, kind: z.literal('unreact'), ...who, target, emoji: z.string() }),
  mute: z.object({ ...where, kind: z.literal('mute'), ...who, visitorId: z.string(), seconds: z.int() }),
  unmute: z.object({ ...where, kind: z.literal('unmute'), ...who, visitorId: z.string() }),
  kick: z.object({ ...where, kind: z.literal('kick'), ...who, visitorId: z.string() }),
  other: z.object({ ...where, kind: z.literal('other') }),
};

export const EntrySchema = z.discriminatedUnion('kind', [
  ENTRY_KINDS.message,
  ENTRY_KINDS.edit,
  ENTRY_KINDS.delete,
  ENTRY_KINDS.react,
  ENTRY_KINDS.unreact,
  ENTRY_KINDS.mute,
  ENTRY_KINDS.unmute,
  ENTRY_KINDS.kick,
  ENTRY_KINDS.other,
]);

/**
 * An entry as it came, or, if its kind is of a later version, what can be known of it: a reader must pass it to go on.
 *
 * @example
 * knownEntry({ offset: 7, at: 1000, kind: 'poll', options: 3 }) // => { offset: 7, at: 1000, kind: 'other' }
 */
export function knownEntry(entry: unknown): unknown {
  const { offset, at, kind } = (entry ?? {}) as Record<string, unknown>;
  return typeof kind === 'string' && !Object.hasOwn(ENTRY_KINDS, kind) ? { offset, at, kind: 'other' } : entry;
}
