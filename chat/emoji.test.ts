import { expect, test } from 'vitest';
import { parseEmoji } from './emoji.ts';

test.each(['👍', '👍🏿', '❤️', '🇺🇦', '1️⃣', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🧑🏽‍❤️‍💋‍🧑🏿'])('"%s" is one emoji', (emoji) => {
  expect(parseEmoji(emoji)).toBe(emoji);
});

test('what keyboards send without the sign for a picture gets it', () => {
  expect(['❤', '☂', '✈'].map(parseEmoji)).toEqual(['❤️', '☂️', '✈️']);
});

test.each(['', ' ', 'a', '1', '👍👍', '👍 ', 'x👍', '\ufe0f', '🇺', '\u200d', '👍'.repeat(40), '<img>', '\ud83d'])(
  '"%s" is none',
  (text) => {
    expect(() => parseEmoji(text)).toThrow(expect.objectContaining({ code: 'bad-emoji' }));
  },
);
