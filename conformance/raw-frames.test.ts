import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge } from './edge-process.ts';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { RAW_CASES, type RawCase } from './raw-cases.ts';
import { OPCODE, RawSocket } from './raw-socket.ts';
import { signToken } from './token.ts';

/** Asked of a socket after everything else: who answers lives. */
const STILL_THERE = { opcode: OPCODE.ping, payload: 'still there?' };

/** Handshakes that are none, and what is answered. */
const HANDSHAKES: ReadonlyArray<
  readonly [what: string, lines: Record<string, string | null>, start: string | undefined]
> = [
  ['a version that does not exist', { 'Sec-WebSocket-Version': '99' }, undefined],
  ['a key that is none', { 'Sec-WebSocket-Key': 'short' }, undefined],
  ['no key', { 'Sec-WebSocket-Key': null }, undefined],
  ['no word of upgrading', { Upgrade: null, Connection: 'keep-alive' }, undefined],
  ['another method', {}, 'POST /api/rooms/raw/socket HTTP/1.1'],
];

async function endOf(raw: RawSocket): Promise<RawCase['ends']> {
  const lives = () =>
    raw.heard.some(({ opcode, payload }) => opcode === OPCODE.pong && `${payload}` === STILL_THERE.payload);
  return eventually(
    () => raw.closeCode() ?? (lives() ? 'lives' : raw.ended ? 'cut' : undefined),
    'an end or an answer',
  );
}

describe.each([
  ['pod', startPod],
  ['edge', startEdge],
] as const)('a client that says what is forbidden, at the %s', (name, start) => {
  let place: RunningPlace;
  let room: string;
  beforeAll(async () => {
    place = await start();
    room = freshRoom();
  });
  afterAll(() => place.stop());

  it.each(RAW_CASES.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { frames, ends, answers = [], except }) => {
      const raw = await RawSocket.enter(place.url, room, 'eve');
      const wanted = name === 'edge' && except ? except.ends : ends;

      raw.send(...frames, STILL_THERE);
      const end = wanted === 'either' ? wanted : await endOf(raw);

      expect(end).toBe(wanted);
      const heard = raw.heard.map(({ opcode, payload }) => ({ opcode, payload: `${payload}` }));
      const due = name === 'edge' && except ? [] : answers;
      for (const answer of due) expect(heard).toContainEqual(answer);
      raw.destroy();
    },
  );

  it.each(HANDSHAKES)('a handshake with %s makes no socket', async (what, lines, start) => {
    const raw = await RawSocket.knock(place.url, room, lines, start);

    // workerd looks at no more of a key than that there is one.
    if (name === 'edge' && what === 'a key that is none') return raw.destroy();
    expect(raw.head).not.toContain(' 101 ');
    expect(raw.head === '' || /^HTTP\/1.1 4\d\d/.test(raw.head)).toBe(true);
    raw.destroy();
  });

  it('a compression that was offered is not taken', async () => {
    const raw = await RawSocket.knock(place.url, room, { 'Sec-WebSocket-Extensions': 'permessage-deflate' });

    expect(raw.head).toContain(' 101 ');
    if (name === 'pod') expect(raw.head.toLowerCase()).not.toContain('permessage-deflate');
    raw.destroy();
  });

  it('hurts nobody else in the room', async () => {
    const ada = await Peer.enter(place.url, room, await signToken({ sub: 'ada' }));
    const vandals = await Promise.all(
      Array.from({ length: 10 }, (_, index) => RawSocket.enter(place.url, room, `eve-${index}`)),
    );

    for (const [index, raw] of vandals.entries()) raw.send(...(RAW_CASES[index * 5]?.frames ?? []));
    const ack = await ada.tell('still here');

    expect(ack.position.offset).toBeGreaterThan(0);
    expect(ada.isOpen).toBe(true);
    for (const raw of vandals) raw.destroy();
    ada.break();
  });
});
