import { expect, test } from 'vitest';
import type { RoomId } from '#chat';
import { encodeMail, parseMail } from './motion-mail.ts';

const LOBBY = 'lobby' as RoomId;

test('mail is read as it was written, whatever is in its frames', () => {
  const frames = ['{"type":"typing","text":"a\\nb"}', '{"type":"typing","text":"\\"\u2028 👩‍👩‍👧‍👦"}'];
  const items = frames.map((frame, index) => ({ room: LOBBY, ephemeral: { key: `typing s${index}`, frame } }));

  expect(parseMail(encodeMail({ origin: 'k3', items }))).toEqual({ origin: 'k3', items });
});

test.each([
  '',
  '\n',
  'k3\nlobby',
  'k3\nlobby\nkey\nno frame',
  'k3\nlobby\nkey\n{"type":"x"',
  'k3\na\nb\n{"type":"x"}\nc',
])('%j is none of ours', (text) => {
  expect(parseMail(text)).toBeUndefined();
});
