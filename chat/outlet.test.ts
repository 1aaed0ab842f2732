import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { Delivery } from './delivery.ts';
import { LIMITS } from './limits.ts';
import { Outlet } from './outlet.ts';
import { ConnectionTrial } from './session-fixture.ts';

function deliveryOf(offset: number, length = 40_000): Delivery {
  return new Delivery({ epoch: 'e1', entries: [{ offset, at: 0, json: `{"text":"${'x'.repeat(length)}"}` }] });
}

/** Somebody at the edge, whose client says how far it has read, and who was given entries until they took no more. */
function openFull() {
  const clock = new ClockVirtual();
  const connection = new ConnectionTrial();
  connection.waiting = undefined;
  const outlet = new Outlet(connection, clock);
  outlet.useCredit();
  let offset = 0;
  while (outlet.entries(deliveryOf(offset + 1))) offset++;
  let ready = 0;
  outlet.whenReady(() => ready++);
  return { clock, connection, outlet, offset, readies: () => ready };
}

test('a client that acknowledges nothing is given a bounded amount', () => {
  const { connection, offset } = openFull();

  expect(connection.of('entries')).toHaveLength(offset);
  expect(offset).toBe(Math.ceil(LIMITS.waitingBytes / 40_000));
});

test('one that says how far it has read is given more when little is outstanding, and not before', () => {
  const { outlet, offset, readies } = openFull();

  outlet.got({ epoch: 'e1', offset: 1 });
  expect([readies(), outlet.entries(deliveryOf(offset + 1))]).toEqual([0, false]);
  outlet.got({ epoch: 'e1', offset });

  expect([readies(), outlet.entries(deliveryOf(offset + 1))]).toEqual([1, true]);
});

test('saying to have read what was never sent opens nothing', () => {
  const { outlet, readies } = openFull();

  outlet.got({ epoch: 'e2', offset: 1_000 });

  expect(readies()).toBe(0);
});

test('one that reads a little from time to time is not closed, one that reads nothing is', () => {
  const { clock, connection, outlet } = openFull();

  for (const offset of [1, 2]) {
    clock.advance(LIMITS.stuckMs - 1_000);
    outlet.got({ epoch: 'e1', offset });
  }
  clock.advance(LIMITS.stuckMs - 1_000);
  expect(connection.closes).toEqual([]);
  clock.advance(2_000);

  expect(connection.closes).toEqual([4508]);
});

test('of what is told of others the newest of each key waits, and goes before the next entry', () => {
  const { connection, outlet, offset } = openFull();
  const sent = connection.frames.length;

  for (let step = 0; step < 500; step++) outlet.notice(`{"type":"cursor","step":${step}}`, `cursor ${step % 3}`);
  outlet.whenReady(() => outlet.entries(deliveryOf(offset + 1, 10)));
  outlet.got({ epoch: 'e1', offset });

  expect(connection.frames.slice(sent).map(({ type, step }) => step ?? type)).toEqual([497, 498, 499, 'entries']);
});

test('what waits for one that nobody reads is bounded in keys', () => {
  const { connection, outlet, offset } = openFull();
  const sent = connection.frames.length;

  for (let step = 0; step < 5_000; step++) outlet.notice(`{"type":"cursor","step":${step}}`, `cursor ${step}`);
  outlet.got({ epoch: 'e1', offset });

  expect(connection.frames).toHaveLength(sent + 64);
});

test('a socket that has gone leaves no timer', () => {
  const { clock, outlet } = openFull();

  outlet.stop();

  expect(clock.waiting).toBe(0);
});

test('where the platform tells what waits, nothing is asked of the client', () => {
  const connection = new ConnectionTrial();
  const outlet = new Outlet(connection, new ClockVirtual());

  outlet.useCredit();

  expect(outlet.gotEvery).toBeUndefined();
});
