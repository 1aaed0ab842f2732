import type { SealedEntry } from './entry.ts';
import { LIMITS } from './limits.ts';
import type { RoomId } from './room-id.ts';
import type { LogSlice, Retention, RoomLog } from './room-log.ts';
import type { Tail } from './tail.ts';

/**
 * The newest entries of a room, as many as asked for, read from the newest back in batches of `LIMITS.batchEntries`: one
 * read of a long history would hold up a store that everybody shares. Where the log keeps less than a whole batch more,
 * the batch is halved until it fits, so about seven reads find the exact end.
 *
 * @throws ChatFault `unavailable`
 */
export async function readNewest(log: RoomLog, room: RoomId, most: number): Promise<LogSlice> {
  const newest = await log.read(room, { limit: Math.min(most, LIMITS.batchEntries), mutes: true });
  const { epoch } = newest;
  const batches: Array<readonly SealedEntry[]> = [newest.entries];
  let left = most - newest.entries.length;
  let before = newest.entries[0]?.offset ?? 1;
  for (let size: number = LIMITS.batchEntries; size >= 1 && left > 0 && before > 1; ) {
    const limit = Math.min(size, left, before - 1);
    const older = await log.read(room, { after: { epoch, offset: before - 1 - limit }, limit });
    if (older.gap !== undefined || older.entries.length < limit) {
      size = Math.floor(limit / 2);
      continue;
    }
    batches.push(older.entries);
    left -= limit;
    before -= limit;
  }
  return { ...newest, entries: batches.reverse().flat() };
}

/**
 * How many entries a room has shown that its log should still keep, and does not have any more or has others in their
 * place.
 */
export function countLost(tail: Tail, { entries }: LogSlice, retention: Retention, now: number): number {
  tail.trim(retention, now);
  const there = new Map(entries.map(({ offset, json }) => [offset, json]));
  return tail.latest.entries.filter(({ offset, json }) => there.get(offset) !== json).length;
}
