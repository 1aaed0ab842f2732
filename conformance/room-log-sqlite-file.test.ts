import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClockVirtual, LIMITS, RoomLogSqlite } from '#chat';
import { Database } from './database.ts';
import { freshDraft, freshRoom } from './fresh.ts';
import { counted, fill, offsetsOf, positionOf, readSafely } from './room-log-trial.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const RETENTION = { entries: 10, seconds: 60 };

let folder: string;
let clock: ClockVirtual;
let epochs = 0;
const opened: Database[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-sqlite-'));
  clock = new ClockVirtual();
});

afterEach(async () => {
  for (const database of opened.splice(0)) if (database.sqlite.isOpen) database.sqlite.close();
  await rm(folder, { recursive: true });
});

function openFile(name: string): Database {
  const database = new Database(join(folder, name));
  opened.push(database);
  return database;
}

function keep(driver: Database, retention = RETENTION): RoomLogSqlite {
  return new RoomLogSqlite({ driver, clock, retention, newEpoch: () => `file${++epochs}` });
}

function countOf(database: Database, table: string): unknown {
  return database.rows(`SELECT count(*) AS count FROM ${table}`)[0]?.count;
}

test('a database of a newer version is refused, in a sentence, and not touched', () => {
  const database = openFile('rooms.db');
  database.sqlite.exec(`
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO meta VALUES ('version', '2'), ('epoch', 'theirs');
    CREATE TABLE entries (something_else TEXT);
  `);

  expect(() => keep(database)).toThrow(/version 2 and this program reads version 1/);

  const tables = database.rows(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`);
  expect(tables.map(({ name }) => name)).toEqual(['entries', 'meta']);
});

test('a database of another program, or a file that is none, is refused in a sentence', async () => {
  const other = openFile('other.db');
  other.sqlite.exec('CREATE TABLE meta (something TEXT)');
  await writeFile(join(folder, 'text.db'), 'This is not a database. '.repeat(100));

  for (const database of [other, openFile('text.db')]) {
    expect(() => keep(database)).toThrow(/The database cannot be read: it is damaged, or another program wrote it/);
  }
});

test('a database whose making was cut off is made again', async () => {
  const database = openFile('rooms.db');
  const rows = database.rows.bind(database);
  database.rows = (statement, ...values) => {
    if (statement.includes('said_at')) throw new Error('killed');
    return rows(statement, ...values);
  };
  expect(() => keep(database)).toThrow();
  database.rows = rows;

  const room = freshRoom();
  await fill(keep(database), room, 2);

  expect(countOf(database, 'entries')).toBe(2);
});

test('a file that was lost is another epoch: old positions are a gap', async () => {
  const room = freshRoom();
  const before = await fill(keep(openFile('first.db')), room, 5);

  const log = keep(openFile('second.db'));
  const after = await fill(log, room, 7);

  expect(after.epoch).not.toBe(before.epoch);
  expect((await readSafely(log, room, { after: before, limit: 10 })).gap).toMatchObject({ reason: 'epoch' });
});

test('an append that fails half way leaves nothing: the next has its offset, and nobody heard it', async () => {
  const database = openFile('rooms.db');
  const log = keep(database);
  const room = freshRoom();
  await fill(log, room, 2);
  const heard: number[] = [];
  await log.follow(room, { entries: ({ entries }) => heard.push(...offsetsOf(entries)), lost() {} });
  const rows = database.rows.bind(database);
  database.rows = (statement, ...values) => {
    if (statement.includes('INTO said')) throw new Error('The disk is full');
    return rows(statement, ...values);
  };
  const said = freshDraft();

  await expect(log.append(room, said)).rejects.toMatchObject({ code: 'unavailable' });
  database.rows = rows;
  const again = await log.append(room, said);

  expect(again).toMatchObject({ outcome: 'appended', position: { offset: 3 } });
  expect(heard).toEqual([3]);
});

test('what is too old goes from every room, also from those at rest; their counters stay', async () => {
  const database = openFile('rooms.db');
  const log = keep(database);
  const rooms = Array.from({ length: 50 }, freshRoom);
  for (const room of rooms) await fill(log, room, 3);
  expect([countOf(database, 'entries'), countOf(database, 'said')]).toEqual([150, 150]);

  clock.advance(LIMITS.dedupeMs + 1);
  await fill(log, freshRoom(), 1);

  expect([countOf(database, 'entries'), countOf(database, 'said'), countOf(database, 'rooms')]).toEqual([1, 1, 51]);
  expect(positionOf(await log.append(rooms[0]!, freshDraft())).offset).toBe(4);
});

test('a busy room keeps no more than it has to', async () => {
  const database = openFile('rooms.db');
  const log = keep(database);

  await fill(log, freshRoom(), 500);

  expect(countOf(database, 'entries')).toBe(RETENTION.entries);
});

test('a clock that was set back stops neither the sweeping nor the times of a room', async () => {
  const database = openFile('rooms.db');
  let backMs = 0;
  const log = new RoomLogSqlite({
    driver: database,
    clock: { now: () => clock.now() - backMs, after: () => () => {} },
    retention: RETENTION,
    newEpoch: () => `file${++epochs}`,
  });
  const room = freshRoom();
  await fill(log, room, 3);

  backMs = 24 * 3_600_000;
  await fill(log, room, 3);
  await fill(log, freshRoom(), 3);
  clock.advance(LIMITS.dedupeMs + 1);
  await fill(log, freshRoom(), 1);

  const times = (await readSafely(log, room, { limit: 10 })).entries.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(countOf(database, 'entries')).toBe(6 + 1);
});

test('a room that rested for longer than a week is forgotten, and comes back under another epoch', async () => {
  const database = openFile('rooms.db');
  const log = keep(database);
  const [room, other] = [freshRoom(), freshRoom()];
  const before = await fill(log, room, 3);

  clock.advance(WEEK_MS);
  await fill(log, other, 1);
  expect(await readSafely(log, room, { after: before, limit: 10 })).toMatchObject({ head: 3, entries: [] });
  clock.advance(LIMITS.dedupeMs + 3_600_000);
  await fill(log, other, 1);
  const after = await fill(log, room, 1);

  expect([after.offset, after.epoch === before.epoch]).toEqual([1, false]);
  expect((await readSafely(log, room, { after: before, limit: 10 })).gap).toMatchObject({ reason: 'epoch' });
});

test('a retention that became smaller holds at once', async () => {
  const database = openFile('rooms.db');
  const room = freshRoom();
  const { epoch } = await fill(keep(database), room, 10);

  const log = keep(database, { entries: 4, seconds: 60 });

  expect(offsetsOf((await readSafely(log, room, { limit: 10 })).entries)).toEqual(counted(7, 10));
  expect((await readSafely(log, room, { after: { epoch, offset: 5 }, limit: 10 })).gap).toMatchObject({ missing: 1 });
});

test('a read looks at what it hands out, and not at the whole database', async () => {
  const database = openFile('rooms.db');
  const log = keep(database);
  const plans: string[] = [];
  const rows = database.rows.bind(database);
  database.rows = (statement, ...values) => {
    plans.push(...rows(`EXPLAIN QUERY PLAN ${statement}`, ...values).map(({ detail }) => String(detail)));
    return rows(statement, ...values);
  };

  await log.read(freshRoom(), { after: { epoch: 'e', offset: 1 }, limit: 10 });

  for (const plan of plans) expect(plan).toMatch(/^SEARCH \w+ USING PRIMARY KEY \(room=\?/);
});

test('a database from before there were mutes has them from now on, and its entries', async () => {
  const database = openFile('old.db');
  const room = freshRoom();
  await fill(keep(database), room, 3);
  database.sqlite.exec('DROP TABLE mutes');

  const log = keep(database);
  await log.append(room, { ...freshDraft(), silent: true, mute: { visitorId: 'bob', seconds: 60 } });

  expect(offsetsOf((await readSafely(log, room, { limit: 10 })).entries)).toEqual(counted(1, 4));
  expect(await log.mutes(room)).toEqual([{ visitorId: 'bob', until: clock.now() + 60_000 }]);
});

test('who is muted in a room is bounded, and forgotten when it is over', async () => {
  const database = openFile('rooms.db');
  const [log, room] = [keep(database), freshRoom()];
  const mute = (visitorId: string, seconds: number) =>
    log.append(room, { ...freshDraft(), silent: true, mute: { visitorId, seconds } });
  for (let index = 0; index < LIMITS.mutesPerRoom; index++) await mute(`v${index}`, 100 + index);

  await mute('another', 500);

  const names = (await log.mutes(room)).map(({ visitorId }) => visitorId);
  expect([names.length, names.includes('another'), names.includes('v0'), names.includes('v1')]).toEqual([
    LIMITS.mutesPerRoom,
    true,
    false,
    true,
  ]);
  clock.advance(3_600_001);
  await log.append(freshRoom(), freshDraft());
  expect(countOf(database, 'mutes')).toBe(0);
});
