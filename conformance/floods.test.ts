import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '#chat';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { OPCODE, RawSocket, rawFrame } from './raw-socket.ts';
import { residentBytes } from './resident.ts';
import { spreadOf } from './storm-report.ts';
import { signToken } from './token.ts';

/** What would hold memory or sockets at a pod, and does not. */

const MIB = 1024 * 1024;
/** Slow requests that come at once. */
const SLOW = 500;
/** What others ask meanwhile. */
const ASKED = 100;

let pod: RunningPlace;
beforeAll(async () => {
  pod = await startPod();
});
afterAll(() => pod.stop());

test('parts of one byte are not gathered without end', async () => {
  const room = freshRoom();
  const sockets = await Promise.all(
    Array.from({ length: 100 }, (_, index) => RawSocket.enter(pod.url, room, `eve-${index}`)),
  );
  const before = residentBytes(pod);

  const part = rawFrame({ opcode: OPCODE.continuation, payload: 'x', fin: false });
  const flood = Buffer.concat(Array.from({ length: 4_000 }, () => part));
  for (const socket of sockets) {
    socket.send({ opcode: OPCODE.text, payload: 'x', fin: false });
    socket.write(flood);
  }
  await Promise.all(
    sockets.map((socket) => eventually(() => socket.closeCode() ?? (socket.ended || undefined), 'an end')),
  );

  for (const socket of sockets) expect([1008, 1009, undefined]).toContain(socket.closeCode());
  expect(residentBytes(pod) - before).toBeLessThan(50 * MIB);
});

test('a frame that is too large ends its socket before it is read', async () => {
  const raw = await RawSocket.enter(pod.url, freshRoom(), 'eve');

  raw.send({ opcode: OPCODE.text, payload: 'x'.repeat(LIMITS.tokenFrameBytes + 1) });
  const code = await eventually(() => raw.closeCode(), 'the close');

  expect(code).toBe(1009);
  raw.destroy();
});

test('requests that never end are cut, and others are answered meanwhile', { timeout: 60_000 }, async () => {
  const { hostname, port } = new URL(pod.url);
  const ends: Promise<void>[] = [];
  const begun = performance.now();
  for (let index = 0; index < SLOW; index++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}).resume();
    ends.push(new Promise((resolve) => socket.on('close', () => resolve())));
    // Half of them never end their headers, the others never bring their body.
    const body = 'POST /api/rooms/slow/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';
    socket.write(index % 2 === 0 ? 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ' : body);
  }

  const peer = await Peer.enter(pod.url, freshRoom(), await signToken({ sub: 'ada' }));
  const ack = await peer.tell('hello');
  const tookMs: number[] = [];
  for (let count = 0; count < ASKED; count++) {
    const askedAt = performance.now();
    const health = await fetch(`${pod.url}/health`);
    tookMs.push(performance.now() - askedAt);
    expect(health.status).toBe(200);
  }
  await Promise.all(ends);
  const cutMs = performance.now() - begun;

  const { p99 } = spreadOf(tookMs);
  console.log(
    `requests that never end: ${SLOW} cut after ${Math.round(cutMs)} ms; others answered after p99 ${p99} ms`,
  );
  expect(ack.position.offset).toBe(1);
  // The promises are 300 ms and 15 s, looked at every 5 s; a busy machine is no fault.
  expect(p99).toBeLessThan(300 + 5_000);
  expect(cutMs).toBeLessThan(20_000 + 10_000);
  peer.break();
});
