import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { EPHEMERAL_MS, Ephemera } from './ephemera.ts';
import { counted, Guest, LOBBY, trialPorts } from './fixture.ts';
import { Room } from './room.ts';

function open() {
  const clock = new ClockVirtual();
  const told: string[] = [];
  const ephemera = new Ephemera(clock, ({ frame }) => told.push(frame));
  return { clock, told, ephemera };
}

test('in a calm room is told at once', () => {
  const { told, ephemera } = open();

  ephemera.add({ key: 'cursor ada', frame: 'one' });

  expect(told).toEqual(['one']);
});

test('in a busy room the newest of each key is told when the wait is over, in the order of their coming', () => {
  const { clock, told, ephemera } = open();
  ephemera.add({ key: 'cursor ada', frame: 'first' });

  for (const step of counted(1, 5)) ephemera.add({ key: 'cursor ada', frame: `ada ${step}` });
  ephemera.add({ key: 'cursor bob', frame: 'bob 1' });
  ephemera.add({ key: 'cursor ada', frame: 'ada 6' });
  clock.advance(EPHEMERAL_MS);

  expect(told).toEqual(['first', 'bob 1', 'ada 6']);
  expect(clock.waiting).toBe(0);
});

test('however many keys there are, what waits is bounded', () => {
  const { clock, told, ephemera } = open();

  for (const visitor of counted(0, 10_000)) ephemera.add({ key: `cursor ${visitor}`, frame: `${visitor}` });
  clock.advance(EPHEMERAL_MS);

  expect(told).toHaveLength(1 + 512);
  expect(told.at(-1)).toBe('10000');
});

test('is told to everybody in a room but to whom it comes from, and not after the room has stopped', async () => {
  const ports = trialPorts();
  const room = new Room(LOBBY, ports);
  await room.start();
  const [ada, bob] = [new Guest('s1'), new Guest('s2')];
  for (const guest of [ada, bob]) await room.join(guest.entrant);
  const frame = '{"type":"typing","id":"ada"}';

  room.tell({ frame, key: 'typing ada', except: 's1' });
  room.tell({ frame, key: 'typing ada', except: 's1' });
  room.stop();
  ports.clock.advance(EPHEMERAL_MS);

  expect([ada.notices.slice(1), bob.notices.slice(1)]).toEqual([[], ['typing ada undefined']]);
  expect(ports.clock.waiting).toBe(0);
});
