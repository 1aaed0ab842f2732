import { expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { countLost, readNewest } from './log-window.ts';
import { draftMessage } from './message.ts';
import type { RoomId } from './room-id.ts';
import type { LogQuery } from './room-log.ts';
import { RoomLogMemory } from './room-log-memory.ts';
import { Tail } from './tail.ts';

const ROOM = 'lobby' as RoomId;
const RETENTION = { entries: 10_000, seconds: 300 };

/** A log with so many entries, of which the oldest are too old by now, and every question it was asked. */
async function logOf(count: number, tooOld = 0) {
  let now = 1_000_000;
  const clock = { now: () => now, after: () => () => {} };
  const log = new RoomLogMemory({ clock, retention: RETENTION, newEpoch: () => 'e' });
  for (let index = 1; index <= count; index++) {
    if (index === tooOld + 1) now += RETENTION.seconds * 1000 + 1;
    await log.append(ROOM, draftMessage({ id: `message-${index}`, text: `${index}` }, { id: 'ada', name: 'Ada' }));
  }
  const asked: LogQuery[] = [];
  const read = (room: RoomId, query: LogQuery) => {
    asked.push(query);
    return log.read(room, query);
  };
  return { log: Object.assign(Object.create(log), { read }) as RoomLogMemory, asked };
}

const offsets = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test.for([
  [0, 300, []],
  [7, 300, offsets(1, 7)],
  [1_000, 300, offsets(701, 1_000)],
  [1_000, 42, offsets(959, 1_000)],
  [1_234, 10_000, offsets(1, 1_234)],
] as const)('of %i entries the newest %i are read, in bounded batches', async ([count, most, expected]) => {
  const { log, asked } = await logOf(count);

  const slice = await readNewest(log, ROOM, most);

  expect(slice.entries.map(({ offset }) => offset)).toEqual(expected);
  expect(slice.head).toBe(count);
  expect(Math.max(...asked.map(({ limit }) => limit))).toBeLessThanOrEqual(LIMITS.batchEntries);
});

test('what is no longer kept ends it, to the entry, after a few reads more', async () => {
  const { log, asked } = await logOf(500, 237);

  const slice = await readNewest(log, ROOM, 10_000);

  expect(slice.entries.map(({ offset }) => offset)).toEqual(offsets(238, 500));
  expect(asked.length).toBeLessThan(14);
});

test('an entry that is gone or is another one now counts as lost; one that was too old does not', () => {
  const entry = (offset: number, at: number, json = `entry ${offset}`) => ({ offset, at, json });
  const had = [entry(1, 0), entry(2, 500_000), entry(3, 500_000), entry(4, 500_000)];
  const tail = new Tail({ epoch: 'e', head: 4, entries: had });
  const newest = { epoch: 'f', head: 3, entries: [entry(2, 500_000), entry(3, 500_000, 'another')] };

  expect(countLost(tail, newest, RETENTION, 600_000)).toBe(2);
});
