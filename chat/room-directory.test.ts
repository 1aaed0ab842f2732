import { expect, test } from 'vitest';
import { LOBBY, settled, trialPorts } from './fixture.ts';
import { LIMITS } from './limits.ts';
import { RoomDirectory } from './room-directory.ts';
import { parseRoomId } from './room-id.ts';

test('everybody in a room of one process shares one room, which starts once', async () => {
  const ports = trialPorts();
  const rooms = new RoomDirectory(ports);

  const entered = await Promise.all([rooms.enter(LOBBY), rooms.enter(LOBBY), rooms.enter(parseRoomId('other'))]);

  expect(entered[0].room).toBe(entered[1].room);
  expect(entered[0].room).not.toBe(entered[2].room);
  expect([rooms.size, ports.log.listeners, ports.meter.of('breakwater_rooms_active')]).toEqual([2, 2, 2]);
});

test('a room that everybody left is kept for a while and then stopped', async () => {
  const ports = trialPorts();
  const rooms = new RoomDirectory(ports);
  const [one, other] = [await rooms.enter(LOBBY), await rooms.enter(LOBBY)];

  one.leave();
  one.leave();
  ports.clock.advance(10_000);
  expect(rooms.size).toBe(1);
  other.leave();
  ports.clock.advance(LIMITS.returnMs + 999);
  expect(rooms.size).toBe(1);
  ports.clock.advance(1);

  expect([rooms.size, ports.log.listeners, ports.meter.of('breakwater_rooms_active')]).toEqual([0, 0, 0]);
});

test('who comes back within that time finds the same room', async () => {
  const ports = trialPorts();
  const rooms = new RoomDirectory(ports);
  const first = await rooms.enter(LOBBY);
  first.leave();
  ports.clock.advance(1_000);

  const again = await rooms.enter(LOBBY);
  ports.clock.advance(10_000);

  expect(again.room).toBe(first.room);
  expect([rooms.size, ports.clock.waiting]).toEqual([1, 0]);
});

test('a room that cannot start is forgotten, with no timer, and the next visitor tries again', async () => {
  const ports = trialPorts();
  const rooms = new RoomDirectory(ports);
  ports.log.away = true;

  const answers = await Promise.allSettled([rooms.enter(LOBBY), rooms.enter(LOBBY)]);
  expect(answers).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'unavailable' } }));
  expect([rooms.size, ports.clock.waiting, ports.meter.of('breakwater_rooms_active')]).toEqual([0, 0, 0]);
  ports.log.away = false;
  await rooms.enter(LOBBY);

  expect(rooms.size).toBe(1);
});

test('a directory that is closed stops every room, also one that is starting, and lets nobody in', async () => {
  const ports = trialPorts();
  const rooms = new RoomDirectory(ports);
  const { leave } = await rooms.enter(LOBBY);
  const { promise, resolve } = Promise.withResolvers<void>();
  ports.log.held = promise;
  const starting = rooms.enter(parseRoomId('starting'));
  starting.catch(() => {});
  await settled();

  rooms.close();
  leave();
  resolve();

  await expect(starting).rejects.toMatchObject({ code: 'unavailable' });
  await expect(rooms.enter(LOBBY)).rejects.toMatchObject({ code: 'leaving' });
  expect([rooms.size, ports.log.listeners, ports.clock.waiting]).toEqual([0, 0, 0]);
});
