import { expect, test } from 'vitest';
import { utf8Length } from './utf8.ts';

test.each([
  ['nothing', '', 0],
  ['ASCII', 'hello', 5],
  ['the last of one byte', '\u007f', 1],
  ['the first of two', '\u0080', 2],
  ['the last of two', '\u07ff', 2],
  ['the first of three', '\u0800', 3],
  ['the last before the surrogates', '\ud7ff', 3],
  ['the first after them', '\ue000', 3],
  ['the last of three', '\uffff', 3],
  ['the first of four', '\u{10000}', 4],
  ['the last of four', '\u{10ffff}', 4],
  ['a lone high surrogate', '\ud83d', 3],
  ['a lone low surrogate', '\ude00', 3],
  ['two high surrogates', '\ud83d\ud83d', 6],
  ['surrogates the wrong way round', '\ude00\ud83d', 6],
  ['a high one before a letter', '\ud83da', 4],
  ['a family', '👩‍👩‍👧', 18],
])('%s', (_name, text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
});
