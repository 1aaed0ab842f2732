import { expect } from 'vitest';
import { freshDraft, freshRoom } from './fresh.ts';
import { counted, fill, type OpenLog, offsetsOf, openLog, positionOf, readSafely } from './room-log-trial.ts';
import type { Promised } from './suite.ts';

/** What `read` promises. */
export function promiseReading(open: OpenLog, promised: Promised): void {
  promised('read without a position returns the newest entries, oldest first', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    await fill(log, room, 7);

    const slice = await readSafely(log, room, { limit: 3 });

    expect([slice.head, slice.gap, offsetsOf(slice.entries)]).toEqual([7, undefined, [5, 6, 7]]);
  });

  promised('a room that nobody wrote to has an epoch, and keeps it when somebody does', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();

    const { epoch, head, entries } = await readSafely(log, room, { limit: 10 });
    const first = positionOf(await second.append(room, freshDraft()));

    expect([head, entries, first]).toEqual([0, [], { epoch, offset: 1 }]);
    const next = await readSafely(log, room, { after: { epoch, offset: 0 }, limit: 10 });
    expect([next.gap, offsetsOf(next.entries)]).toEqual([undefined, [1]]);
  });

  promised('read goes on from any position that is kept, page by page', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();
    const { epoch } = await fill(log, room, 23);

    for (const limit of [1, 4, 100]) {
      const read: number[] = [];
      for (let offset = 0; offset < 23; offset = read.at(-1)!) {
        const slice = await readSafely(second, room, { after: { epoch, offset }, limit });
        expect(slice.gap).toBeUndefined();
        read.push(...offsetsOf(slice.entries));
      }
      expect(read).toEqual(counted(1, 23));
    }
  });

  promised('read after the newest entry is empty and no gap', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const after = await fill(log, room, 3);

    const slice = await readSafely(log, room, { after, limit: 10 });

    expect([slice.head, slice.entries, slice.gap]).toEqual([3, [], undefined]);
  });

  promised('a position of another epoch is the gap "epoch", with the newest entries', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const { epoch } = await fill(log, room, 5);
    const after = { epoch: 'another', offset: 3 };

    const slice = await readSafely(log, room, { after, limit: 2 });

    expect(slice.gap).toEqual({ reason: 'epoch', after, from: { epoch, offset: 3 } });
    expect(offsetsOf(slice.entries)).toEqual([4, 5]);
  });

  promised('a position ahead of the head is the gap "ahead", with the newest entries', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const { epoch } = await fill(log, room, 5);
    const after = { epoch, offset: 6 };

    const slice = await readSafely(log, room, { after, limit: 10 });

    expect(slice.gap).toEqual({ reason: 'ahead', after, from: { epoch, offset: 0 } });
    expect(offsetsOf(slice.entries)).toEqual([1, 2, 3, 4, 5]);
  });

  promised('a position before what is kept is the gap "trimmed", which counts exactly what is missing', async () => {
    const { log } = await openLog(open, { entries: 10, seconds: 300 });
    const room = freshRoom();
    const { epoch } = await fill(log, room, 25);

    const edge = await readSafely(log, room, { after: { epoch, offset: 15 }, limit: 10 });
    const before = await readSafely(log, room, { after: { epoch, offset: 14 }, limit: 10 });
    const page = await readSafely(log, room, { after: { epoch, offset: 0 }, limit: 4 });

    expect([edge.gap, offsetsOf(edge.entries)]).toEqual([undefined, counted(16, 25)]);
    expect(before.gap).toMatchObject({ reason: 'trimmed', from: { offset: 15 }, missing: 1 });
    expect(offsetsOf(before.entries)).toEqual(counted(16, 25));
    expect(page.gap).toMatchObject({ reason: 'trimmed', from: { offset: 21 }, missing: 21 });
  });

  promised('entries older than the retention are not handed out, and their absence is the gap "trimmed"', async () => {
    const { log, advance } = await openLog(open, { entries: 100, seconds: 2 });
    const room = freshRoom();
    const { epoch } = await fill(log, room, 4);
    await advance(1_500);
    await fill(log, room, 2);
    await advance(1_000);

    const slice = await readSafely(log, room, { after: { epoch, offset: 1 }, limit: 10 });
    const newest = await readSafely(log, room, { limit: 10 });

    expect(slice.gap).toMatchObject({ reason: 'trimmed', from: { epoch, offset: 4 }, missing: 3 });
    expect([offsetsOf(slice.entries), offsetsOf(newest.entries)]).toEqual([
      [5, 6],
      [5, 6],
    ]);
  });

  promised('a room whose entries are all too old counts on: its newest position has missed nothing', async () => {
    const { log, advance } = await openLog(open, { entries: 100, seconds: 1 });
    const room = freshRoom();
    const after = await fill(log, room, 4);
    await advance(2_500);

    const rested = await readSafely(log, room, { after, limit: 10 });
    const older = await readSafely(log, room, { after: { ...after, offset: 3 }, limit: 10 });
    const next = positionOf(await log.append(room, freshDraft()));

    expect([rested.head, rested.entries, rested.gap]).toEqual([4, [], undefined]);
    expect([older.entries, older.gap?.reason, older.gap?.missing]).toEqual([[], 'trimmed', 1]);
    expect(next).toEqual({ ...after, offset: 5 });
  });

  promised('read is dense also while others append and old entries go', async () => {
    const { log, second = log } = await openLog(open, { entries: 20, seconds: 300 });
    const room = freshRoom();
    let after = await fill(log, room, 1);
    let missing = 0;
    const seen = [after.offset];

    const writing = Promise.all(Array.from({ length: 400 }, () => second.append(room, freshDraft())));
    while (after.offset < 401) {
      const slice = await readSafely(log, room, { after, limit: 7 });
      missing += slice.gap?.missing ?? 0;
      seen.push(...offsetsOf(slice.entries));
      after = { epoch: slice.epoch, offset: slice.entries.at(-1)?.offset ?? after.offset };
    }
    await writing;

    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size + missing).toBe(401);
  });
}
