import { describe, expect, test } from 'vitest';
import { ADA, BOB, counted, Guest, LOBBY, newDraft, settled, type TrialPorts, trialPorts } from './fixture.ts';
import { Room } from './room.ts';

/** A room with somebody who reads everything and somebody who has stopped to. */
async function openWithSlow(ports: TrialPorts): Promise<{ room: Room; quick: Guest; slow: Guest }> {
  const room = new Room(LOBBY, ports);
  await room.start();
  const [quick, slow] = [new Guest('s1', { visitor: ADA }), new Guest('s2', { visitor: BOB })];
  for (const guest of [quick, slow]) await room.join(guest.entrant);
  slow.fill();
  return { room, quick, slow };
}

describe('somebody who takes no more', () => {
  test('holds nobody up, is given nothing meanwhile, and then all of it in frames of a hundred at most', async () => {
    const ports = trialPorts();
    const { room, quick, slow } = await openWithSlow(ports);

    await ports.log.fill(250);
    expect([quick.offsets, slow.offsets, room.size]).toEqual([counted(1, 250), [], 2]);
    slow.drain();
    await ports.log.fill(1);

    expect(slow.told.slice(1).map((line) => line.split(' ').length)).toEqual([100, 100, 50, 1]);
    expect(slow.offsets).toEqual(counted(1, 251));
    expect(ports.meter.of('breakwater_fallen_behind_total')).toBe(1);
    expect(ports.meter.of('messages_delivered_total')).toBe(502);
  });

  test('costs the log nothing while the room remembers what they lack', async () => {
    const ports = trialPorts();
    const { slow } = await openWithSlow(ports);
    const { reads } = ports.log;
    ports.log.live = false;
    await ports.log.fill(20);
    const slice = await ports.log.read(LOBBY, { limit: 20 });
    ports.log.tell({ epoch: slice.epoch, entries: slice.entries });

    slow.drain();

    expect([slow.offsets, ports.log.reads - reads]).toEqual([counted(1, 20), 1]);
  });

  test('until it was trimmed is told the exact gap, once, and it is counted', async () => {
    const ports = trialPorts({ entries: 300, seconds: 300 });
    const { quick, slow } = await openWithSlow(ports);

    await ports.log.fill(1_000);
    slow.drain();
    await settled();

    expect(slow.told.filter((line) => line.startsWith('gap'))).toEqual(['gap trimmed e1:0-700 700']);
    expect(slow.offsets).toEqual(counted(701, 1_000));
    expect(quick.offsets).toEqual(counted(1, 1_000));
    expect(ports.meter.of('breakwater_gaps_total trimmed')).toBe(1);
  });

  test('until the log was lost is told so', async () => {
    const ports = trialPorts();
    const { slow } = await openWithSlow(ports);
    await ports.log.fill(3);
    ports.log.empty();
    await ports.log.fill(2);
    await settled();

    slow.drain();
    await settled();

    expect(slow.told.slice(1)).toEqual(['gap epoch e1:0-0 ?', '1 2']);
  });

  test('while the log is away goes on when it is back', async () => {
    const ports = trialPorts({ entries: 10, seconds: 300 }, { entries: 500, seconds: 300 });
    const { slow } = await openWithSlow(ports);
    await ports.log.fill(100);
    ports.log.away = true;

    slow.drain();
    await settled();
    ports.log.away = false;
    ports.clock.advance(2_000);
    await settled();

    expect(slow.offsets).toEqual(counted(1, 100));
  });

  test('and leaves is given nothing more', async () => {
    const ports = trialPorts();
    const { room, slow } = await openWithSlow(ports);
    await ports.log.fill(5);

    room.leave('s2');
    slow.drain();
    await settled();

    expect([slow.offsets, room.size]).toEqual([[], 1]);
  });

  test('is told afterwards who is here, when others came meanwhile', async () => {
    const ports = trialPorts();
    const { room, slow } = await openWithSlow(ports);
    await ports.log.fill(1);
    slow.notices.length = 0;

    await room.join(new Guest('s3', { visitor: { id: 'cleo', name: 'Cleo' } }).entrant);
    expect(slow.notices).toEqual([]);
    slow.drain();

    expect(slow.notices).toEqual(['members 3 3']);
  });
});

describe('a busy room', () => {
  async function openBusy(): Promise<{ ports: TrialPorts; room: Room; guest: Guest }> {
    const ports = { ...trialPorts({ entries: 1_000, seconds: 300 }), shareWaitMs: () => 5 };
    const room = new Room(LOBBY, ports);
    await room.start();
    const guest = new Guest('s1');
    await room.join(guest.entrant);
    return { ports, room, guest };
  }

  test('gives the first entry at once, those that follow closely together, and again one at once when it is calm', async () => {
    const { ports, room, guest } = await openBusy();

    await ports.log.fill(1);
    await ports.log.fill(4);
    expect(guest.told.slice(1)).toEqual(['1']);
    ports.clock.advance(5);
    expect(guest.told.slice(1)).toEqual(['1', '2 3 4 5']);
    ports.clock.advance(50);
    await ports.log.fill(1);

    expect(guest.told.slice(1)).toEqual(['1', '2 3 4 5', '6']);
    room.stop();
    expect(ports.clock.waiting).toBe(0);
  });

  test('whose entries come in bursts lets each burst share, the first of it too', async () => {
    const { ports, guest } = await openBusy();
    await ports.log.fill(3);
    ports.clock.advance(5);

    for (let burst = 0; burst < 3; burst++) {
      ports.clock.advance(10);
      await ports.log.fill(3);
      ports.clock.advance(5);
    }

    expect(guest.told.slice(2)).toEqual(['2 3', '4 5 6', '7 8 9', '10 11 12']);
  });

  test('whose entries come evenly and further apart than the wait makes none of them wait', async () => {
    const { ports, guest } = await openBusy();

    for (const offset of counted(1, 10)) {
      await ports.log.fill(1);
      expect(guest.offsets).toEqual(counted(1, offset));
      ports.clock.advance(6);
    }
  });

  test('lets only so much wait that no socket is full of it', async () => {
    const { ports, guest } = await openBusy();
    const text = 'x'.repeat(3_000);
    await ports.log.fill(1);

    for (let count = 0; count < 45; count++) await ports.log.append(LOBBY, newDraft(ADA, text));

    expect(guest.offsets.length).toBeGreaterThan(40);
    ports.clock.advance(5);
    expect(guest.offsets).toEqual(counted(1, 46));
  });

  test('gives somebody who comes in between everything once', async () => {
    const ports = { ...trialPorts(), shareWaitMs: () => 5 };
    const room = new Room(LOBBY, ports);
    await room.start();
    await room.join(new Guest('s1').entrant);
    await ports.log.fill(4);

    const [newcomer, returned] = [new Guest('s2'), new Guest('s3', { after: { epoch: 'e1', offset: 3 } })];
    for (const guest of [newcomer, returned]) await room.join(guest.entrant);
    ports.clock.advance(5);
    await ports.log.fill(1);
    ports.clock.advance(5);

    expect([newcomer.offsets, returned.offsets]).toEqual([counted(1, 5), [4, 5]]);
  });
});

describe('a room of many', () => {
  test('tells a storm of comings in few frames of bounded size', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    await room.start();
    const first = new Guest('first', { visitor: ADA });
    await room.join(first.entrant);

    for (const index of counted(1, 5_000)) {
      await room.join(new Guest(`s${index}`, { visitor: { id: `visitor-${index}`, name: 'V' } }).entrant);
      ports.clock.advance(1);
    }
    ports.clock.advance(2_000);

    expect(first.notices.length).toBeLessThan(200);
    expect(first.notices.at(-1)).toBe('joined visitor-5000 5001');
    room.stop();
  });

  test('that fills tells few frames for each who comes', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    await room.start();
    const guests = counted(1, 50).map(
      (index) => new Guest(`s${index}`, { visitor: { id: `visitor-${index}`, name: 'V' } }),
    );

    for (const guest of guests) {
      await room.join(guest.entrant);
      ports.clock.advance(60);
    }
    ports.clock.advance(2_000);

    // One of them is their welcome, one the last telling, which everybody gets.
    const frames = guests.reduce((sum, { notices }) => sum + notices.length, 0);
    expect(frames / guests.length).toBeLessThan(4);
    room.stop();
  });

  test('tells somebody who came of themselves when others were told of in between', async () => {
    const ports = trialPorts();
    const joins: Array<() => Promise<void>> = [];
    const join = ports.presence.join.bind(ports.presence);
    const presence = Object.assign(ports.presence, {
      join: async (...call: Parameters<typeof join>) => void joins.push(() => join(...call)),
    });
    const room = new Room(LOBBY, { ...ports, presence });
    await room.start();
    const [ada, bob] = [new Guest('s1', { visitor: ADA }), new Guest('s2', { visitor: BOB })];
    await room.join(ada.entrant);
    await room.join(bob.entrant);

    for (const late of joins.reverse()) await late();

    expect(ada.notices).toEqual(['here 1 ada', 'joined bob 1', 'joined ada 2']);
    expect(bob.notices).toEqual(['here 1 bob', 'joined ada 2']);
    room.stop();
  });
});
