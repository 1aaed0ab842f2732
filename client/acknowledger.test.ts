import { expect, test } from 'vitest';
import type { ServerFrame } from '#chat';
import { Acknowledger } from './acknowledger.ts';

const POSITION = { epoch: 'e1', offset: 0 };
const WELCOME: ServerFrame = {
  type: 'welcome',
  room: 'lobby',
  session: 's1',
  visitor: { id: 'ada', name: 'Ada' },
  at: 0,
  recovered: false,
  from: POSITION,
  head: POSITION,
  members: [],
  memberCount: 1,
  place: 'edge',
};

function entryFrame(offset: number): ServerFrame {
  const entry = { offset, at: 0, kind: 'message' as const, id: 'm', author: { id: 'bob', name: 'Bob' }, text: 'hello' };
  return { type: 'entries', epoch: 'e1', entries: [entry] };
}

test('each time as much has come as the server asked for, it hears up to where', () => {
  const sent: unknown[] = [];
  const acknowledger = new Acknowledger((text) => sent.push(JSON.parse(text)));
  acknowledger.take({ ...WELCOME, gotEvery: 1_000 }, 500);

  for (let offset = 1; offset <= 7; offset++) acknowledger.take(entryFrame(offset), 400);

  const got = (offset: number) => ({ type: 'got', position: { epoch: 'e1', offset } });
  expect(sent).toEqual([got(3), got(6)]);
});

test('a server that does not ask hears nothing', () => {
  const sent: string[] = [];
  const acknowledger = new Acknowledger((text) => sent.push(text));
  acknowledger.take(WELCOME, 500);

  for (let offset = 1; offset <= 100; offset++) acknowledger.take(entryFrame(offset), 100_000);

  expect(sent).toEqual([]);
});
