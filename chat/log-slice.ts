import type { SealedEntry } from './entry.ts';
import { type GapReason, gapBetween } from './gap.ts';
import type { LogQuery, LogSlice } from './room-log.ts';

/** What a keeper has of a room, oldest first and dense up to the head. */
export interface KeptLog {
  readonly epoch: string;
  readonly head: number;
  readonly entries: readonly SealedEntry[];
}

/**
 * Answers a query from what is kept: what follows the position, or the newest entries and why nothing follows it.
 *
 * @example
 * sliceOf({ epoch: 'a', head: 2, entries: [] }, { after: { epoch: 'a', offset: 3 }, limit: 10 }).gap.reason // => 'ahead'
 */
export function sliceOf(log: KeptLog, { after, limit }: LogQuery): LogSlice {
  const { epoch, head } = log;
  const floor = (log.entries[0]?.offset ?? head + 1) - 1;
  const reason = after && gapReason(after.epoch === epoch, after.offset, floor, head);
  if (after && reason === undefined) {
    const start = after.offset - floor;
    return { epoch, head, entries: log.entries.slice(start, start + limit) };
  }
  const entries = log.entries.slice(-limit);
  if (after === undefined || reason === undefined) return { epoch, head, entries };
  const from = { epoch, offset: (entries[0]?.offset ?? head + 1) - 1 };
  return { epoch, head, entries, gap: gapBetween(reason, after, from) };
}

/** Why a log that holds (floor, head] cannot continue after an offset; `undefined` when it can. */
export function gapReason(sameEpoch: boolean, offset: number, floor: number, head: number): GapReason | undefined {
  if (!sameEpoch) return 'epoch';
  if (offset > head) return 'ahead';
  return offset < floor ? 'trimmed' : undefined;
}
