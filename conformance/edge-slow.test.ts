import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '#chat';
import { startEdge } from './edge-process.ts';
import { freshRoom } from './fresh.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { signToken } from './token.ts';

/** The edge cannot see what waits to be written: it is bounded by what clients say that they have read. */

const TEXT = 'x'.repeat(3_000);
/** In UTF-16 units of frames, more than one who reads nothing may be given. */
const SAID = 110;

let edge: RunningPlace;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

/** Somebody whose client offers to say how far it has read, and does so only when the test does. */
async function enterOffering(room: string, name: string): Promise<Peer> {
  const peer = await Peer.knock(edge.url, room);
  peer.send({ type: 'authenticate', token: await signToken({ sub: name, name }), got: true });
  await peer.frame('welcome');
  return peer;
}

async function speak(room: string): Promise<void> {
  for (let said = 0; said < SAID; said += 11) {
    const peer = await Peer.enter(edge.url, room, await signToken({ sub: `speaker-${said}` }));
    for (let index = 0; index < 11; index++) await peer.tell(TEXT);
    peer.break();
  }
}

function lengthOf(peer: Peer): number {
  return peer.texts.filter((text) => text.startsWith('{"type":"entries"')).reduce((sum, { length }) => sum + length, 0);
}

test('who reads nothing is given a bounded amount; who reads on gets the rest, in order and once; who never does is closed', async () => {
  const room = freshRoom();
  const [dead, late, plain] = [
    await enterOffering(room, 'dead'),
    await enterOffering(room, 'late'),
    await Peer.enter(edge.url, room, await signToken({ sub: 'plain' })),
  ];
  expect(late.all('welcome')[0]?.gotEvery).toBeGreaterThan(0);
  expect(plain.all('welcome')[0]?.gotEvery).toBeUndefined();

  await speak(room);
  await plain.heard(SAID);
  for (const peer of [dead, late]) {
    expect(lengthOf(peer)).toBeGreaterThan(LIMITS.waitingBytes / 2);
    expect(lengthOf(peer)).toBeLessThan(LIMITS.waitingBytes + LIMITS.pieceLength);
    expect(peer.entries.length).toBeLessThan(SAID);
  }
  late.send({ type: 'got', position: late.position });
  await late.heard(SAID);

  expect(late.offsets).toEqual(Array.from({ length: SAID }, (_, index) => index + 1));
  expect(late.all('gap')).toEqual([]);
  expect(await dead.closed).toBe(4508);
  expect(late.isOpen).toBe(true);
}, 40_000);
