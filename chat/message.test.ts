import { describe, expect, test } from 'vitest';
import { sealEntry } from './entry.ts';
import { ADA } from './fixture.ts';
import { draftMessage, parseMessage } from './message.ts';
import { parseRoomId } from './room-id.ts';
import { parseName } from './visitor.ts';

describe('a message', () => {
  test.each([
    ['an id that is too short', { id: 'short', text: 'x' }, 'bad-message-id'],
    ['an id that is too long', { id: 'x'.repeat(65), text: 'x' }, 'bad-message-id'],
    ['an id with a colon', { id: 'message:a', text: 'x' }, 'bad-message-id'],
    ['an id with a line end', { id: 'message-a\n', text: 'x' }, 'bad-message-id'],
    ['no text', { id: 'message-a', text: '' }, 'text-empty'],
    ['spaces alone', { id: 'message-a', text: ' \n\t\u00a0' }, 'text-empty'],
    ['fillers that nobody sees', { id: 'message-a', text: '\u3164\u200d\u2800' }, 'text-empty'],
    ['too many bytes', { id: 'message-a', text: 'x'.repeat(3_073) }, 'text-too-long'],
    ['too many bytes in few letters', { id: 'message-a', text: '語'.repeat(1_025) }, 'text-too-long'],
  ])('with %s is refused', (_name, message, code) => {
    expect(() => parseMessage(message)).toThrow(expect.objectContaining({ code }));
  });

  test('is cleaned, measured after that, and keeps its place', () => {
    const place = { x: 1, y: -2 };

    expect(parseMessage({ id: 'message-a', text: `${'\u200b'.repeat(4_000)}a`, place })).toEqual({
      id: 'message-a',
      text: 'a',
      place,
    });
    expect(parseMessage({ id: 'message-a', text: '語'.repeat(1_024) }).text).toHaveLength(1_024);
  });

  test('becomes an entry with its author and nothing that the author made up', () => {
    const draft = draftMessage({ id: 'message-a', text: 'hello' }, { ...ADA, admin: true } as typeof ADA);

    expect(JSON.parse(sealEntry(7, 1_000, draft.body).json)).toEqual({
      offset: 7,
      at: 1_000,
      kind: 'message',
      id: 'message-a',
      author: ADA,
      text: 'hello',
    });
    expect(draft).toMatchObject({ id: 'message-a', visitorId: 'ada' });
  });
});

describe('a name', () => {
  test.each([
    ['  Ada\u200b  Lovelace ', 'Ada Lovelace'],
    ['Ａｄａ', 'Ada'],
    ['Zoë\n👩‍🚀', 'Zoë 👩‍🚀'],
    ['\u202eevil', 'evil'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('%j is read as %j', (text, name) => {
    expect(parseName(text)).toBe(name);
  });

  test.each(['', '   ', '\u200b', '\u3164', '\u2800\u200d', 'x'.repeat(41), '\ufdfa'.repeat(3), 'x'.repeat(1_000_000)])(
    '%# is refused',
    (text) => {
      expect(() => parseName(text)).toThrow(expect.objectContaining({ code: 'bad-name' }));
    },
  );
});

describe('a room', () => {
  test.each(['a', '0', 'lobby', 'room-1.b_c', 'x'.repeat(64)])('may be called %j', (name) => {
    expect(parseRoomId(name)).toBe(name);
  });

  test.each([
    '',
    'Lobby',
    '-a',
    '.a',
    '_a',
    'a b',
    'a/b',
    'a:b',
    '../a',
    'a\n',
    'ä',
    '{a}',
    '__proto__',
    'x'.repeat(65),
  ])('may not be called %j', (name) => {
    expect(() => parseRoomId(name)).toThrow(expect.objectContaining({ code: 'bad-room' }));
  });
});
