import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { counted, LOBBY, newDraft } from './fixture.ts';
import { LIMITS } from './limits.ts';
import { parseRoomId, type RoomId } from './room-id.ts';
import { RoomLogMemory } from './room-log-memory.ts';

function openLog() {
  const clock = new ClockVirtual();
  let epochs = 0;
  const newEpoch = () => `e${++epochs}`;
  return { clock, log: new RoomLogMemory({ clock, retention: { entries: 10, seconds: 60 }, newEpoch }) };
}

function roomOf(index: number): RoomId {
  return parseRoomId(`room-${index}`);
}

test('rooms at rest are forgotten but for the latest ten thousand; those that somebody follows are not', async () => {
  const { clock, log } = openLog();
  await log.follow(LOBBY, { entries() {}, lost() {} });
  await log.append(LOBBY, newDraft());
  for (const index of counted(1, 15_000)) await log.append(roomOf(index), newDraft());

  clock.advance(LIMITS.dedupeMs);
  for (const _ of counted(1, 2_000)) await log.read(roomOf(15_001), { limit: 1 });

  expect(log.size).toBe(10_000);
  expect((await log.read(LOBBY, { limit: 1 })).head).toBe(1);
  expect((await log.read(roomOf(15_000), { limit: 1 })).head).toBe(1);
});

test('rooms in use are kept, however many they are', async () => {
  const { log } = openLog();

  for (const index of counted(1, 12_000)) await log.append(roomOf(index), newDraft());

  expect(log.size).toBe(12_000);
});

test('a room that was forgotten comes back under another epoch', async () => {
  const { clock, log } = openLog();
  const before = await log.append(LOBBY, newDraft());
  for (const index of counted(1, 11_000)) await log.append(roomOf(index), newDraft());
  clock.advance(LIMITS.dedupeMs);
  for (const _ of counted(1, 1_000)) await log.read(roomOf(11_000), { limit: 1 });

  const after = await log.append(LOBBY, newDraft());

  if (before.outcome === 'refused' || after.outcome === 'refused') throw new Error('There is no rate here');
  expect([before.position.offset, after.position.offset]).toEqual([1, 1]);
  expect(after.position.epoch).not.toBe(before.position.epoch);
  const slice = await log.read(LOBBY, { after: before.position, limit: 10 });
  expect(slice.gap).toMatchObject({ reason: 'epoch' });
});

test('looking at rooms that are none does not fill the memory', async () => {
  const { clock, log } = openLog();

  for (const index of counted(1, 30_000)) {
    await log.read(roomOf(index), { limit: 1 });
    clock.advance(1);
  }

  expect(log.size).toBeLessThanOrEqual(11_000);
});

test('a log that is closed is unavailable', async () => {
  const { log } = openLog();
  await log.close();

  const answers = await Promise.allSettled([log.append(LOBBY, newDraft()), log.read(LOBBY, { limit: 1 })]);

  expect(answers).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'unavailable' } }));
});
