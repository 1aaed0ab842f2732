import { describe, expect, test } from 'vitest';
import { counted, Guest, LOBBY, settled, type TrialPorts, trialPorts } from './fixture.ts';
import { Room } from './room.ts';

/** A room with one guest, in a log of three entries that has fallen silent. */
async function deafRoom(ports: TrialPorts): Promise<{ room: Room; guest: Guest }> {
  await ports.log.fill(3);
  const room = new Room(LOBBY, ports);
  await room.start();
  const guest = new Guest('s1');
  await room.join(guest.entrant);
  ports.log.live = false;
  return { room, guest };
}

async function tellNewest(ports: TrialPorts): Promise<void> {
  const { reads } = ports.log;
  const { epoch, entries } = await ports.log.read(LOBBY, { limit: 1 });
  ports.log.reads = reads;
  ports.log.tell({ epoch, entries });
}

describe('a hole in what comes live', () => {
  test('is filled from the log, in order, and nothing comes twice', async () => {
    const ports = trialPorts();
    const { guest } = await deafRoom(ports);
    await ports.log.fill(250);

    await tellNewest(ports);
    await settled();

    expect(guest.offsets).toEqual(counted(1, 253));
    expect(ports.meter.of('breakwater_heals_total')).toBe(1);
  });

  test('inside a batch is filled as well', async () => {
    const ports = trialPorts();
    const { guest } = await deafRoom(ports);
    await ports.log.fill(4);
    const { entries } = await ports.log.read(LOBBY, { limit: 4 });

    ports.log.tell({ epoch: 'e1', entries: entries.filter(({ offset }) => offset !== 5) });
    await settled();

    expect(guest.offsets).toEqual(counted(1, 7));
  });

  test('that opens while another is filled is filled too', async () => {
    const ports = trialPorts();
    const { guest } = await deafRoom(ports);
    await ports.log.fill(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;

    await tellNewestWhileHeld(ports);
    await settled();
    ports.log.lose();
    await ports.log.fill(2);
    resolve();
    await settled();

    expect(guest.offsets).toEqual(counted(1, 7));
  });

  test('that opens at the very moment when another was filled is filled too', async () => {
    for (let turns = 0; turns < 30; turns++) {
      const ports = trialPorts();
      const { guest } = await deafRoom(ports);
      await ports.log.fill(1);

      ports.log.lose();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await ports.log.fill(1);
      ports.log.lose();
      await settled();

      expect([turns, guest.offsets]).toEqual([turns, counted(1, 5)]);
    }
  });
});

/** The newest entry, as a batch, without asking a log that holds its answers back. */
async function tellNewestWhileHeld(ports: TrialPorts): Promise<void> {
  ports.log.tell({ epoch: 'e1', entries: [{ offset: 5, at: ports.clock.now(), json: '{}' }] });
}

describe('a log that cannot be read', () => {
  test('is tried again later and later, by one timer, until it comes back', async () => {
    const ports = trialPorts();
    const { guest } = await deafRoom(ports);
    await ports.log.fill(2);
    ports.log.away = true;

    for (let index = 0; index < 20; index++) {
      ports.log.lose();
      await settled();
    }
    expect(ports.clock.waiting).toBe(1);
    const { reads } = ports.log;
    for (let second = 0; second < 60; second++) {
      ports.clock.advance(1_000);
      await settled();
    }
    expect(ports.log.reads - reads).toBeLessThan(40);
    ports.log.away = false;
    ports.clock.advance(5_000);
    await settled();

    expect(guest.offsets).toEqual(counted(1, 5));
    expect(ports.clock.waiting).toBe(0);
  });

  test('is not tried any more once the room has stopped', async () => {
    const ports = trialPorts();
    const { room } = await deafRoom(ports);
    ports.log.away = true;
    ports.log.lose();
    await settled();

    room.stop();
    ports.log.lose();
    await settled();

    expect([ports.clock.waiting, ports.log.listeners]).toEqual([0, 0]);
  });

  test('and fails after the room has stopped leaves no timer', async () => {
    const ports = trialPorts();
    const { room } = await deafRoom(ports);
    const { promise, reject } = Promise.withResolvers<void>();
    ports.log.held = promise;
    ports.log.lose();
    await settled();

    room.stop();
    reject(new Error('gone'));
    await settled();

    expect(ports.clock.waiting).toBe(0);
  });

  test('refuses who comes with a position that only it knows', async () => {
    const ports = trialPorts();
    const { room } = await deafRoom(ports);
    ports.log.away = true;

    const joining = room.join(new Guest('s2', { after: { epoch: 'e1', offset: 9 } }).entrant);

    await expect(joining).rejects.toMatchObject({ code: 'unavailable' });
    expect(room.size).toBe(1);
  });
});

describe('a log that went on without this room', () => {
  test('past what it keeps is told as a gap to everybody, and all that is kept follows', async () => {
    const ports = trialPorts({ entries: 150, seconds: 300 });
    const { guest } = await deafRoom(ports);
    await ports.log.fill(300);

    await tellNewest(ports);
    await settled();

    expect(guest.told[2]).toBe('gap trimmed e1:3-153 150');
    expect(guest.offsets).toEqual([1, 2, 3, ...counted(154, 303)]);
  });

  test('under another epoch is told as a gap, and the new beginning follows', async () => {
    const ports = trialPorts();
    const { room, guest } = await deafRoom(ports);
    ports.log.empty();
    ports.log.live = true;

    await ports.log.fill(2);
    await settled();
    await ports.log.fill(1);

    expect(guest.told).toEqual(['welcome e1:0-3 new', '1 2 3', 'gap epoch e1:3-0 ?', '1 2', '3']);
    expect(room.head).toEqual({ epoch: 'e2', offset: 3 });
  });

  test('is told from where everybody stood when the gap was told, not from where they stood when it was looked for', async () => {
    const ports = trialPorts({ entries: 2, seconds: 300 });
    const { guest } = await deafRoom(ports);
    await ports.log.fill(1);
    const fourth = await ports.log.read(LOBBY, { limit: 1 });
    await ports.log.fill(4);
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;
    ports.log.lose();
    await settled();

    ports.log.tell({ epoch: 'e1', entries: fourth.entries });
    resolve();
    await settled();

    expect(guest.told.slice(2)).toEqual(['4', 'gap trimmed e1:4-6 2', '7 8']);
  });
});
