import type { Position } from './position.ts';

/** Why a log cannot continue from a position, each with a sentence for a person. */
export const GAPS = {
  trimmed: 'You were away longer than messages are kept; some are missing',
  epoch: 'The messages from before were lost on the server; this is a new beginning',
  ahead: 'Your position is ahead of the log, so the log went back; this is a new beginning',
} as const;

export type GapReason = keyof typeof GAPS;

/** What is missing between what a reader had and where it continues: never a silent hole. */
export interface Gap {
  readonly reason: GapReason;
  /** The last position that the reader had. */
  readonly after: Position;
  /** Where it continues: the next entry that comes has this offset plus one. */
  readonly from: Position;
  /** How many entries are missing, where both positions are of one epoch and so can be counted. */
  readonly missing?: number;
}

/**
 * Puts a gap into words: how many entries are missing can be counted only within an epoch and only forward.
 *
 * @example
 * gapBetween('trimmed', { epoch: 'a', offset: 3 }, { epoch: 'a', offset: 10 }).missing // => 7
 */
export function gapBetween(reason: GapReason, after: Position, from: Position): Gap {
  const countable = after.epoch === from.epoch && from.offset >= after.offset;
  return countable ? { reason, after, from, missing: from.offset - after.offset } : { reason, after, from };
}
