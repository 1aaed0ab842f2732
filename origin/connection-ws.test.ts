import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { ClockVirtual, Delivery, LIMITS, Outlet } from '#chat';
import { ConnectionWs } from './connection-ws.ts';

let server: Server;
let client: WebSocket;
let stream: Duplex;
let socket: WebSocket;
let connection: ConnectionWs;
let received: string[] = [];

beforeEach(async () => {
  const mine: string[] = [];
  received = mine;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, closeTimeout: 500 } as object);
  server = createServer();
  server.on('upgrade', (request, raw, head) => {
    sockets.handleUpgrade(request, raw, head, (opened) => {
      socket = opened;
      stream = raw;
      connection = new ConnectionWs(opened, raw);
      sockets.emit('connection');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('message', (data) => mine.push(data.toString()));
  await Promise.all([once(sockets, 'connection'), once(client, 'open')]);
});

afterEach(async () => {
  client.terminate();
  socket.terminate();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('what one turn sends arrives in order, and is one write', async () => {
  const writes = vi.spyOn(stream, '_writev');
  const single = vi.spyOn(stream, '_write');
  const frames = Array.from({ length: 100 }, (_, index) => `frame ${index} ${'x'.repeat(index * 10)}`);

  for (const frame of frames) connection.send(frame);
  await vi.waitFor(() => expect(received).toHaveLength(100));

  expect(received).toEqual(frames);
  expect([writes.mock.calls.length, single.mock.calls.length]).toEqual([0, 1]);
});

test('what may wait goes with what is sent next, in order and in one write', async () => {
  const single = vi.spyOn(stream, '_write');

  connection.send('ack', 'soon');
  await turn();
  const before = single.mock.calls.length;
  connection.send('entries');
  await vi.waitFor(() => expect(received).toHaveLength(2));

  expect([before, received, single.mock.calls.length]).toEqual([0, ['ack', 'entries'], 1]);
});

test('what may wait goes alone where nothing follows, also a second time', async () => {
  connection.send('one', 'soon');
  await vi.waitFor(() => expect(received).toEqual(['one']));

  connection.send('two', 'soon');

  await vi.waitFor(() => expect(received).toEqual(['one', 'two']));
});

test('a close takes what may wait along', async () => {
  const closed = once(client, 'close');

  connection.send('ack', 'soon');
  connection.close(1012, 'restart');

  await closed;
  expect(received).toEqual(['ack']);
});

test('a close follows everything that was sent before it', async () => {
  const closed = once(client, 'close');

  connection.send('one');
  connection.send('two');
  connection.close(1012, 'restart');
  connection.send('three');

  const [code, reason] = await closed;
  expect([code, String(reason), received]).toEqual([1012, 'restart', ['one', 'two']]);
});

test('closing twice keeps the first code, and a code that no socket can send ends it', async () => {
  const closed = once(client, 'close');

  connection.close(1006, 'lost');
  connection.close(1012, 'restart');

  expect(connection.closedWith).toBe(1006);
  expect((await closed)[0]).toBe(1006);
});

test('sending to somebody who is gone does nothing', async () => {
  const closed = once(socket, 'close');
  client.terminate();
  await closed;

  connection.send('nobody hears this');
  connection.ping();
  await turn();

  expect(stream.writableLength).toBe(0);
});

test('a long history in one turn closes nobody who reads', async () => {
  const frame = 'x'.repeat(100_000);

  for (let count = 0; count < 40; count++) connection.send(frame);
  await vi.waitFor(() => expect(received).toHaveLength(40), 10_000);

  expect(connection.closedWith).toBeUndefined();
});

/** Gives entries until no more are taken; returns how many were, and offers them again when there is room. */
async function fill(outlet: Outlet): Promise<number> {
  let taken = 0;
  while (outlet.entries(deliveryOf(taken + 1))) {
    taken++;
    await turn();
  }
  return taken;
}

function deliveryOf(offset: number): Delivery {
  return new Delivery({ epoch: 'e1', entries: [{ offset, at: 0, json: `{"text":"${'x'.repeat(50_000)}"}` }] });
}

test('somebody who does not read is given no more entries, and what waits for them stays bounded', async () => {
  client.pause();
  const outlet = new Outlet(connection, new ClockVirtual());

  await fill(outlet);
  for (let count = 0; count < 1_000; count++) outlet.notice(`cursor ${count} ${'x'.repeat(1_000)}`, `cursor ${count}`);

  expect(connection.closedWith).toBeUndefined();
  expect(stream.writableLength).toBeLessThan(LIMITS.waitingBytes + 60_000);
});

test('somebody who reads again is given the newest notices, and is ready for what is next', async () => {
  client.pause();
  const outlet = new Outlet(connection, new ClockVirtual());
  const taken = await fill(outlet);
  for (let count = 0; count < 10; count++) outlet.notice(`cursor ${count}`, 'cursor ada');

  const ready = new Promise<void>((resolve) => outlet.whenReady(resolve));
  client.resume();
  await ready;

  expect(outlet.entries(deliveryOf(taken + 1))).toBe(true);
  await vi.waitFor(() => expect(received).toHaveLength(taken + 2));
  expect(received[taken]).toBe('cursor 9');
});

test('somebody who takes nothing for too long is closed as slow and let go of', async () => {
  client.pause();
  const closed = once(socket, 'close');
  const clock = new ClockVirtual();
  const outlet = new Outlet(connection, clock);
  await fill(outlet);
  outlet.whenReady(() => {});

  clock.advance(LIMITS.stuckMs + 1_000);

  expect(connection.closedWith).toBe(4508);
  await closed;
  expect([stream.destroyed, outlet.entries(deliveryOf(1))]).toEqual([true, false]);
});

test('somebody who does not even take the close is let go of', async () => {
  client.pause();
  const closed = once(socket, 'close');

  connection.close(1012, 'restart');

  expect((await closed)[0]).toBe(1006);
  expect(stream.destroyed).toBe(true);
});
