import { expect, it } from 'vitest';
import { parseRoomId } from '#chat';
import { roomIn, roomOf } from './room-address.ts';

it.each(['Team Tea!', '  ÜBER  ', '...x', '_-x-', 'a'.repeat(200), `${'a'.repeat(63)} b`, 'a/b?c#d', '１２３'])(
  'makes a name that every room door takes of %s',
  (typed) => {
    const room = roomOf(typed);

    expect(parseRoomId(room ?? '')).toBe(room);
  },
);

it('goes to the lobby when the address says nothing that is a room', () => {
  expect(['', '?room=', '?room=%3F%3F', '#%E0%A4%A'].map((rest) => roomIn(`https://chat.example/${rest}`))).toEqual(
    Array(3).fill('lobby').concat('e0-a4-a'),
  );
});
