import { describe, expect, test } from 'vitest';
import type { Delivery } from './delivery.ts';
import { ADA, BOB, counted, Guest, LOBBY, newDraft, settled, type TrialPorts, trialPorts } from './fixture.ts';
import { Room } from './room.ts';

async function startRoom(ports: TrialPorts): Promise<Room> {
  const room = new Room(LOBBY, ports);
  await room.start();
  return room;
}

async function enter(room: Room, guest: Guest): Promise<Guest> {
  await room.join(guest.entrant);
  return guest;
}

describe('a newcomer', () => {
  test('is welcomed, shown the newest hundred, and told what comes', async () => {
    const ports = trialPorts();
    await ports.log.fill(150);
    const room = await startRoom(ports);

    const guest = await enter(room, new Guest('s1'));
    await ports.log.fill(2);

    expect(guest.told[0]).toBe('welcome e1:50-150 new');
    expect(guest.offsets).toEqual(counted(51, 152));
  });

  test('of an empty room is welcomed to nothing', async () => {
    const room = await startRoom(trialPorts());

    const guest = await enter(room, new Guest('s1'));

    expect(guest.told).toEqual(['welcome e1:0-0 new']);
  });

  test('is not shown what is older than anything is kept', async () => {
    const ports = trialPorts({ entries: 300, seconds: 60 });
    await ports.log.fill(2);
    const room = await startRoom(ports);
    ports.clock.advance(50_000);
    await ports.log.fill(1);

    ports.clock.advance(20_000);
    const guest = await enter(room, new Guest('s1'));

    expect(guest.told).toEqual(['welcome e1:2-3 new', '3']);
  });
});

describe('somebody who comes back', () => {
  test('is given exactly what followed their position, in frames of a hundred at most', async () => {
    const ports = trialPorts();
    await ports.log.fill(210);
    const room = await startRoom(ports);

    const guest = await enter(room, new Guest('s1', { after: { epoch: 'e1', offset: 5 } }));

    expect(guest.told.map((line) => line.split(' ').length)).toEqual([3, 100, 100, 5]);
    expect([guest.told[0], guest.offsets]).toEqual(['welcome e1:5-210 recovered', counted(6, 210)]);
  });

  test('to the newest position is given nothing, and has missed nothing', async () => {
    const ports = trialPorts();
    const after = await ports.log.fill(3);
    const room = await startRoom(ports);

    const guest = await enter(room, new Guest('s1', { after }));

    expect(guest.told).toEqual(['welcome e1:3-3 recovered']);
  });

  test('too late is told what is missing, to the entry, and given all that is kept', async () => {
    const ports = trialPorts({ entries: 150, seconds: 300 });
    await ports.log.fill(400);
    const room = await startRoom(ports);

    const guest = await enter(room, new Guest('s1', { after: { epoch: 'e1', offset: 249 } }));

    expect(guest.told.slice(0, 2)).toEqual(['welcome e1:250-400 gap', 'gap trimmed e1:249-250 1']);
    expect(guest.offsets).toEqual(counted(251, 400));
  });

  test('with a position of another epoch, or one that was never reached, is told so', async () => {
    const ports = trialPorts();
    await ports.log.fill(3);
    const room = await startRoom(ports);

    const stranger = await enter(room, new Guest('s1', { after: { epoch: 'other', offset: 2 } }));
    const prophet = await enter(room, new Guest('s2', { after: { epoch: 'e1', offset: 9 } }));

    expect(stranger.told).toEqual(['welcome e1:0-3 gap', 'gap epoch other:2-0 ?', '1 2 3']);
    expect(prophet.told).toEqual(['welcome e1:0-3 gap', 'gap ahead e1:9-0 ?', '1 2 3']);
  });

  test('from another process with what this one has not heard yet continues, and so does everybody here', async () => {
    const ports = trialPorts();
    await ports.log.fill(3);
    const room = await startRoom(ports);
    const here = await enter(room, new Guest('s1'));
    ports.log.live = false;
    await ports.log.fill(4);

    const guest = await enter(room, new Guest('s2', { after: { epoch: 'e1', offset: 5 } }));

    expect(guest.told).toEqual(['welcome e1:5-7 recovered', '6 7']);
    expect(here.offsets).toEqual(counted(1, 7));
  });

  test('from an epoch that this process has not heard of yet has missed nothing', async () => {
    const ports = trialPorts();
    await ports.log.fill(3);
    const room = await startRoom(ports);
    const here = await enter(room, new Guest('s1'));
    ports.log.live = false;
    ports.log.empty();
    await ports.log.fill(2);

    const guest = await enter(room, new Guest('s2', { after: { epoch: 'e2', offset: 1 } }));

    expect(guest.told).toEqual(['welcome e2:1-2 recovered', '2']);
    expect(here.told.slice(2)).toEqual(['gap epoch e1:3-0 ?', '1 2']);
  });

  test('after longer than this process remembers is served from the log', async () => {
    const ports = trialPorts({ entries: 20, seconds: 300 }, { entries: 500, seconds: 300 });
    await ports.log.fill(300);
    const room = await startRoom(ports);

    const guest = await enter(room, new Guest('s1', { after: { epoch: 'e1', offset: 10 } }));

    expect(guest.offsets).toEqual(counted(11, 300));
  });
});

describe('a storm of reconnects', () => {
  test('asks the log nothing', async () => {
    const ports = trialPorts();
    await ports.log.fill(200);
    const room = await startRoom(ports);
    const { reads } = ports.log;

    const guests = counted(0, 199).map((offset) => new Guest(`s${offset}`, { after: { epoch: 'e1', offset } }));
    await Promise.all(guests.map((guest) => enter(room, guest)));

    expect(ports.log.reads).toBe(reads);
    for (const [offset, guest] of guests.entries()) expect(guest.offsets).toEqual(counted(offset + 1, 200));
  });

  test.each([
    ['that comes too late', 'e1', 'trimmed'],
    ['of an epoch that is over', 'over', 'epoch'],
  ])('%s asks the log a few times, not each', async (_name, epoch, reason) => {
    const ports = trialPorts({ entries: 10, seconds: 300 });
    await ports.log.fill(1_000);
    const room = await startRoom(ports);
    const { reads } = ports.log;

    const guests = counted(1, 900).map((offset) => new Guest(`s${offset}`, { after: { epoch, offset } }));
    await enter(room, new Guest('first', { after: { epoch, offset: 900 } }));
    for (const guest of guests) await enter(room, guest);

    expect(ports.log.reads - reads).toBeLessThan(10);
    expect(ports.meter.of(`breakwater_gaps_total ${reason}`)).toBe(901);
    for (const guest of guests) expect(guest.offsets).toEqual(counted(991, 1_000));
  });
});

test('those who come too late at once, to a room that is behind itself, are all told the same', async () => {
  const ports = trialPorts({ entries: 10, seconds: 300 });
  const room = await startRoom(ports);
  ports.log.live = false;
  await ports.log.fill(50);

  const guests = [20, 20, 5, 30].map((offset, index) => new Guest(`s${index}`, { after: { epoch: 'e1', offset } }));
  await Promise.all(
    guests.map(async (guest, turns) => {
      for (let turn = 0; turn < turns * 3; turn++) await Promise.resolve();
      await enter(room, guest);
    }),
  );

  for (const guest of guests) expect(guest.offsets).toEqual(counted(41, 50));
  expect(guests.map(({ told }) => told[1])).toEqual([
    'gap trimmed e1:20-40 20',
    'gap trimmed e1:20-40 20',
    'gap trimmed e1:5-40 35',
    'gap trimmed e1:30-40 10',
  ]);
});

describe('live', () => {
  test('everybody is given one frame that was made once', async () => {
    const ports = trialPorts();
    const room = await startRoom(ports);
    const deliveries: Delivery[] = [];
    for (const session of ['s1', 's2']) {
      const { entrant } = new Guest(session);
      await room.join({
        ...entrant,
        listener: { ...entrant.listener, entries: (given) => deliveries.push(given) > 0 },
      });
    }

    await ports.log.fill(1);

    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]).toBe(deliveries[1]);
    expect(JSON.parse(deliveries[0]!.frame)).toMatchObject({ type: 'entries', epoch: 'e1', entries: [{ offset: 1 }] });
  });

  test('what comes twice is given once', async () => {
    const ports = trialPorts();
    const room = await startRoom(ports);
    const guest = await enter(room, new Guest('s1'));
    await ports.log.fill(3);
    const slice = await ports.log.read(LOBBY, { limit: 3 });

    ports.log.tell({ epoch: 'e1', entries: slice.entries });
    ports.log.tell({ epoch: 'e1', entries: slice.entries.slice(0, 1) });
    await ports.log.fill(1);

    expect(guest.offsets).toEqual([1, 2, 3, 4]);
    expect(ports.meter.of('breakwater_heals_total')).toBe(0);
  });

  test('who left is told nothing any more', async () => {
    const ports = trialPorts();
    const room = await startRoom(ports);
    const guest = await enter(room, new Guest('s1', { visitor: ADA }));
    await ports.log.fill(1);

    room.leave('s1');
    await ports.log.fill(1);

    expect([guest.offsets, room.size]).toEqual([[1], 0]);
    expect(await ports.presence.members(LOBBY)).toEqual([]);
  });

  test('who leaves on the way in does not come in', async () => {
    const ports = trialPorts();
    await ports.log.fill(3);
    const room = await startRoom(ports);
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;
    const guest = new Guest('s1', { visitor: ADA, after: { epoch: 'e1', offset: 9 } });

    const joining = room.join(guest.entrant);
    await settled();
    room.leave('s1');
    resolve();
    await joining;

    expect([guest.told, room.size]).toEqual([[], 0]);
    expect(await ports.presence.members(LOBBY)).toEqual([]);
  });
});

describe('saying', () => {
  test('is answered by the log and shown by what comes back from it', async () => {
    const ports = trialPorts();
    const room = await startRoom(ports);
    const guest = await enter(room, new Guest('s1'));
    ports.log.live = false;

    const appended = await room.append(newDraft(BOB));

    expect(appended).toMatchObject({ outcome: 'appended', position: { epoch: 'e1', offset: 1 } });
    expect(guest.offsets).toEqual([]);
    expect(ports.meter.of('messages_published_total appended')).toBe(1);
  });

  test('fails when the log does, and is counted', async () => {
    const ports = trialPorts();
    const room = await startRoom(ports);
    ports.log.away = true;

    await expect(room.append(newDraft())).rejects.toMatchObject({ code: 'unavailable' });

    expect(ports.meter.of('breakwater_log_errors_total append')).toBe(1);
  });
});
