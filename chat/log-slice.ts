import { type Gap, type GapReason, gapBetween } from './gap.ts';
import type { LogQuery } from './room-log.ts';

/** What a keeper has of a room: the entries after `floor`, dense up to `head`. */
export interface KeptRange {
  readonly epoch: string;
  readonly floor: number;
  readonly head: number;
}

/**
 * Where an answer to a query begins: right after the position that it gives, or, where the log cannot go on from there,
 * with the newest entries and the reason.
 *
 * @example
 * sliceOf({ epoch: 'a', floor: 0, head: 9 }, { after: { epoch: 'a', offset: 4 }, limit: 3 }) // => { from: 4 }
 * sliceOf({ epoch: 'a', floor: 0, head: 9 }, { limit: 3 }) // => { from: 6 }
 */
export function sliceOf(kept: KeptRange, { after, limit }: LogQuery): { from: number; gap?: Gap } {
  const newest = Math.max(kept.floor, kept.head - limit);
  if (after === undefined) return { from: newest };
  const reason = gapReason(kept, after.epoch, after.offset);
  if (reason === undefined) return { from: after.offset };
  return { from: newest, gap: gapBetween(reason, after, { epoch: kept.epoch, offset: newest }) };
}

/**
 * Why a log cannot go on from a position; `undefined` when it can.
 *
 * @example
 * gapReason({ epoch: 'a', floor: 3, head: 9 }, 'a', 2) // => 'trimmed'
 */
export function gapReason({ floor, head, ...kept }: KeptRange, epoch: string, offset: number): GapReason | undefined {
  if (epoch !== kept.epoch) return 'epoch';
  if (offset > head) return 'ahead';
  return offset < floor ? 'trimmed' : undefined;
}
