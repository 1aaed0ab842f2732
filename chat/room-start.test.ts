import { describe, expect, test, vi } from 'vitest';
import { ADA, BOB, counted, Guest, LOBBY, settled, trialPorts } from './fixture.ts';
import { Room } from './room.ts';

describe('a room that starts', () => {
  test('misses nothing that is appended while it reads', async () => {
    const ports = trialPorts();
    await ports.log.fill(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;
    const room = new Room(LOBBY, ports);
    const started = room.start();
    await settled();

    ports.log.tell({ epoch: 'e1', entries: [{ offset: 3, at: ports.clock.now(), json: '{"offset":3}' }] });
    resolve();
    await started;
    const guest = new Guest('s1');
    await room.join(guest.entrant);

    expect(guest.offsets).toEqual([1, 2, 3]);
  });

  test('reads again when it hears meanwhile that something may be lost', async () => {
    const ports = trialPorts();
    await ports.log.fill(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;
    const room = new Room(LOBBY, ports);
    const started = room.start();
    await settled();
    ports.log.held = Promise.resolve();
    ports.log.live = false;
    await ports.log.fill(1);

    ports.log.lose();
    resolve();
    await started;
    await settled();

    expect(room.head).toEqual({ epoch: 'e1', offset: 3 });
  });

  test('listens to nothing when it cannot start', async () => {
    const ports = trialPorts();
    ports.log.held = Promise.reject(new Error('away'));
    const room = new Room(LOBBY, ports);

    await expect(room.start()).rejects.toThrow('away');

    expect(ports.log.listeners).toBe(0);
    await expect(room.join(new Guest('s1').entrant)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('and is stopped meanwhile does not start, and listens to nothing', async () => {
    for (let turns = 0; turns < 20; turns++) {
      const ports = trialPorts();
      const left: string[] = [];
      const follow = ports.presence.follow.bind(ports.presence);
      ports.presence.follow = async (id, listener) => {
        const { members, stop } = await follow(id, listener);
        left.push('follows');
        return { members, stop: () => [left.pop(), stop()] };
      };
      const room = new Room(LOBBY, ports);

      const started = room.start().then(
        () => 'started',
        (error) => error.code,
      );
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      room.stop();

      expect(['started', 'unavailable']).toContain(await started);
      expect([ports.log.listeners, left]).toEqual([0, []]);
      await expect(room.join(new Guest('s1').entrant)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });
});

describe('a room that slept', () => {
  test('gives those who stayed what was said meanwhile, once, and then what comes', async () => {
    const ports = trialPorts();
    await ports.log.fill(8);
    const guest = new Guest('s1');
    const room = new Room(LOBBY, ports);

    await room.start({ from: { epoch: 'e1', offset: 5 }, entrants: [guest.entrant] });
    await ports.log.fill(1);

    expect(guest.told).toEqual(['6 7 8', '9']);
  });

  test('tells them a gap where the log cannot continue', async () => {
    const pasts = [
      { from: { epoch: 'e1', offset: 5 }, told: ['gap trimmed e1:5-9 4', '10 11 12'] },
      { from: { epoch: 'e1', offset: 13 }, told: ['gap ahead e1:13-9 ?', '10 11 12'] },
      { from: { epoch: 'e0', offset: 11 }, told: ['gap epoch e0:11-9 ?', '10 11 12'] },
      { from: { epoch: 'e1', offset: 9 }, told: ['10 11 12'] },
      { from: { epoch: 'e1', offset: 12 }, told: [] },
    ];

    for (const { from, told } of pasts) {
      const ports = trialPorts({ entries: 3, seconds: 300 });
      await ports.log.fill(12);
      const guest = new Guest('s1');
      await new Room(LOBBY, ports).start({ from, entrants: [guest.entrant] });
      expect(guest.told).toEqual(told);
    }
  });

  test('has its members still, and misses who leaves', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    const [ada, bob] = [new Guest('s1', { visitor: ADA }), new Guest('s2', { visitor: BOB })];

    await room.start({ from: { epoch: 'e1', offset: 0 }, entrants: [ada.entrant, bob.entrant] });
    expect((await ports.presence.members(LOBBY)).map(({ id }) => id)).toEqual(['ada', 'bob']);
    room.leave('s1');

    expect(bob.notices).toEqual(['left ada 1']);
  });

  test('does not take back who left before it woke', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    const guest = new Guest('s1', { visitor: ADA });

    const started = room.start({ from: { epoch: 'e1', offset: 0 }, entrants: [guest.entrant] });
    room.leave('s1');
    await started;
    await ports.log.fill(1);

    expect([guest.told, await ports.presence.members(LOBBY)]).toEqual([[], []]);
  });
});

describe('members', () => {
  test('are named in the welcome, with the one who comes in, and told of changes', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    await room.start();
    const [ada, bob, reader] = [new Guest('s1', { visitor: ADA }), new Guest('s2', { visitor: BOB }), new Guest('s3')];

    await room.join(ada.entrant);
    await room.join(reader.entrant);
    await room.join(bob.entrant);
    room.leave('s1');

    expect(ada.notices).toEqual(['here 1 ada', 'joined bob 2']);
    expect(reader.notices).toEqual(['here 1 ada', 'joined bob 2', 'left ada 1']);
    expect(bob.notices).toEqual(['here 2 ada bob', 'left ada 1']);
  });

  test('beyond two hundred are counted and not named', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    await room.start();
    for (const index of counted(1, 250)) {
      await ports.presence.join(LOBBY, `s${index}`, { id: `visitor-${index}`, name: 'Somebody' });
    }

    const guest = new Guest('last');
    await room.join(guest.entrant);

    expect(guest.notices[0]).toMatch(/^here 250 /);
    expect(guest.notices[0]?.split(' ')).toHaveLength(2 + 200);
  });

  test('who left while the room began to listen are not there', async () => {
    const ports = trialPorts();
    await ports.presence.join(LOBBY, 's1', ADA);
    const follow = ports.presence.follow.bind(ports.presence);
    ports.presence.follow = async (id, listener) => {
      const following = await follow(id, listener);
      await ports.presence.leave(LOBBY, 's1');
      return following;
    };
    const room = new Room(LOBBY, ports);
    await room.start();

    const guest = new Guest('s2');
    await room.join(guest.entrant);

    expect(guest.notices).toEqual(['here 0']);
  });

  test('that cannot be told hold up no message', async () => {
    const ports = trialPorts();
    const room = new Room(LOBBY, ports);
    await room.start();
    ports.presence.join = () => Promise.reject(new Error('away'));

    const guest = new Guest('s1', { visitor: ADA });
    await room.join(guest.entrant);
    await ports.log.fill(1);

    expect(guest.offsets).toEqual([1]);
    expect(ports.meter.of('breakwater_log_errors_total presence')).toBe(1);
  });
});

test('a room at rest holds few maps and sets: what is needed now and then is made then', () => {
  const ports = trialPorts();
  let made = 0;
  vi.stubGlobal(
    'Map',
    class extends Map {
      constructor() {
        super();
        made++;
      }
    },
  );
  vi.stubGlobal(
    'Set',
    class extends Set {
      constructor() {
        super();
        made++;
      }
    },
  );

  const room = new Room(LOBBY, ports);
  vi.unstubAllGlobals();

  // Those who are live, those who are behind, who is here, who is on their way in.
  expect(made).toBe(4);
  room.stop();
});
