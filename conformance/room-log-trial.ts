import { expect, onTestFinished } from 'vitest';
import type {
  Appended,
  Batch,
  LogListener,
  LogQuery,
  LogSlice,
  Position,
  Retention,
  RoomId,
  RoomLog,
  SealedEntry,
} from '#chat';
import { freshDraft } from './fresh.ts';
import type { OpenedLog, RoomLogRunner } from './room-log-suite.ts';

/** What the promises of a log share: opening, filling, reading with suspicion, listening. */

export type OpenLog = RoomLogRunner['open'];

/** Enough for every test that is not about retention. */
const USUAL: Retention = { entries: 1_000, seconds: 300 };

/** Opens a keeper for one test, and closes it after. */
export async function openLog(open: OpenLog, retention = USUAL): Promise<OpenedLog> {
  const opened = await open(retention);
  onTestFinished(() => opened.close());
  return opened;
}

/** What this keeper needs for a promise; a runner that does not have it must except the promise. */
export function needed<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`The runner gives no "${name}": except this promise, and say why`);
  return thing;
}

export function positionOf(appended: Appended): Position {
  if (appended.outcome === 'refused') throw new Error(`The append was refused for ${appended.retryAfterMs} ms`);
  return appended.position;
}

/** Appends so many messages one after the other and returns the position of the last. */
export async function fill(log: RoomLog, room: RoomId, count: number): Promise<Position> {
  let last: Position | undefined;
  for (let index = 0; index < count; index++) last = positionOf(await log.append(room, freshDraft()));
  return needed(last, 'count');
}

export function offsetsOf(entries: readonly SealedEntry[]): number[] {
  return entries.map(({ offset }) => offset);
}

/** 1, 2, 3 … as an array: from `first` up to and with `last`. */
export function counted(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Reads, and holds every answer to what is promised of all of them: dense, in order, and a gap or no hole. */
export async function readSafely(log: RoomLog, room: RoomId, query: LogQuery): Promise<LogSlice> {
  const slice = await log.read(room, query);
  const { epoch, head, entries, gap } = slice;
  expect(epoch).toMatch(/^[A-Za-z0-9]{1,32}$/);
  const first = entries[0]?.offset ?? head + 1;
  expect(offsetsOf(entries)).toEqual(counted(first, first + entries.length - 1));
  for (const { offset, at, json } of entries) expect(JSON.parse(json)).toMatchObject({ offset, at });
  expect(entries.length).toBeLessThanOrEqual(query.limit);
  if (gap) {
    expect(gap).toMatchObject({ after: query.after, from: { epoch, offset: first - 1 } });
    expect(entries.at(-1)?.offset ?? head).toBe(head);
  } else if (query.after) {
    const { after, limit } = query;
    expect(epoch).toBe(after.epoch);
    expect(offsetsOf(entries)).toEqual(counted(after.offset + 1, Math.min(head, after.offset + limit)));
  } else expect(entries.at(-1)?.offset ?? head).toBe(head);
  return slice;
}

/** Listens to a room and remembers. */
export class Ear implements LogListener {
  readonly batches: Batch[] = [];
  losses = 0;

  entries(batch: Batch): void {
    this.batches.push(batch);
  }

  lost(): void {
    this.losses++;
  }

  get offsets(): number[] {
    return this.batches.flatMap(({ entries }) => offsetsOf(entries));
  }
}
