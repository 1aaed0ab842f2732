import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { RoomView } from './room-view.ts';

const author = { id: 'ada', name: 'Ada' };
const message = (offset: number, text = `text ${offset}`): Entry => ({
  offset,
  at: offset * 10,
  kind: 'message',
  id: `message-${offset}`,
  author,
  text,
});
const edit = (offset: number, target: number): Entry => ({
  offset,
  at: offset * 10,
  kind: 'edit',
  id: `change-${offset}`,
  author,
  target,
  text: `edited at ${offset}`,
});
const gone = (offset: number, target: number): Entry => ({
  offset,
  at: offset,
  kind: 'delete',
  id: `change-${offset}`,
  author,
  target,
});
const react = (offset: number, target: number, emoji: string, by: string, on = true): Entry => ({
  offset,
  at: offset,
  kind: on ? 'react' : 'unreact',
  id: `change-${offset}`,
  author: { id: by, name: by },
  target,
  emoji,
});

function fold(entries: readonly Entry[], view = new RoomView()): RoomView {
  for (const entry of entries) view.take(entry, { epoch: 'e', offset: entry.offset });
  return view;
}

describe('what is to be seen of a room', () => {
  test('is its messages, with the last edit of each, without those that were deleted', () => {
    const { messages } = fold([message(1), message(2), message(3), edit(4, 1), gone(5, 2), edit(6, 1), edit(7, 2)]);

    expect(messages.map(({ text, editedAt }) => [text, editedAt])).toEqual([
      ['edited at 6', 60],
      ['text 3', undefined],
    ]);
  });

  test('has every reaction once for each visitor, in the order in which they came, and no more than 20 kinds', () => {
    const emoji = Array.from({ length: 25 }, (_, index) => String.fromCodePoint(0x1f600 + index));
    const view = fold([message(1), react(2, 1, '👍', 'bob'), react(3, 1, '👍', 'bob'), react(4, 1, '👍', 'cy')]);
    expect(view.messages[0]?.reactions).toEqual([{ emoji: '👍', by: ['bob', 'cy'] }]);

    fold([react(5, 1, '👍', 'bob', false), react(6, 1, '👍', 'cy', false)], view);
    fold(
      emoji.map((each, index) => react(10 + index, 1, each, 'bob')),
      view,
    );

    expect(view.messages[0]?.reactions.map((reaction) => reaction.emoji)).toEqual(emoji.slice(0, 20));
  });

  test('does not change by what is about nothing that is there, or about the same offset of another epoch', () => {
    const view = fold([message(1)]);
    const before = view.messages;

    const changes = [
      view.take(edit(2, 9), { epoch: 'e', offset: 2 }),
      view.take(edit(2, 1), { epoch: 'f', offset: 2 }),
      view.take(react(3, 1, '👍', 'bob', false), { epoch: 'e', offset: 3 }),
      view.take(message(1), { epoch: 'e', offset: 1 }),
      view.take({ offset: 4, at: 4, kind: 'other' }, { epoch: 'e', offset: 4 }),
    ];

    expect(changes).toEqual([false, false, false, false, false]);
    expect(view.messages).toBe(before);
  });

  test('is bounded: the newest messages stay', () => {
    const view = fold(
      Array.from({ length: 50 }, (_, index) => message(index + 1)),
      new RoomView(10),
    );

    expect(view.messages.map(({ position }) => position.offset)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
    expect([view.has('ada', 'message-50'), view.has('ada', 'message-1'), view.has('bob', 'message-50')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is the same for who read all at once and who read twice from somewhere in the middle', () => {
    const anyEntry = fc.tuple(fc.constantFrom('message', 'edit', 'delete', 'react'), fc.integer({ min: 1, max: 20 }));
    const make = ([kind, target]: [string, number], offset: number): Entry => {
      if (kind === 'edit') return edit(offset, target);
      if (kind === 'delete') return gone(offset, target);
      return kind === 'react' ? react(offset, target, '👍', 'bob') : message(offset);
    };
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 40 }), fc.nat(40), (kinds, cut) => {
        const entries = kinds.map((kind, index) => make(kind, index + 1));
        const halves = fold(entries.slice(cut), fold(entries.slice(0, cut)));

        expect(halves.messages).toEqual(fold(entries).messages);
        for (const { position } of halves.messages) {
          expect(
            entries.some(
              (entry) => entry.kind === 'delete' && entry.target === position.offset && entry.offset > position.offset,
            ),
          ).toBe(false);
        }
      }),
    );
  });
});
