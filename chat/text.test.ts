import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, isVisible } from './text.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const E_ACUTE = 'e\u0301';

describe('cleaning', () => {
  test.each([
    ['line ends of every system', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['tabs and spaces stay', ' a\tb  c ', ' a\tb  c '],
    ['control characters go', 'a\u0000b\u0007c\u001bd\u007fe\u0085f\u009fg', 'abcdefg'],
    ['direction overrides go', 'a\u202eb\u202ac\u2066d\u2069e\u200ef\u200fg\u061ch', 'abcdefgh'],
    ['invisible characters go', 'a\u200bb\u2060c\ufeffd\u00ade\u180ef\ufffbg', 'abcdefg'],
    ['a lone high surrogate is replaced', 'a\ud83d', 'a\ufffd'],
    ['a lone low surrogate is replaced', '\ude00a', '\ufffda'],
    ['a pair of surrogates stays', '\ud83d\ude00', '😀'],
    ['a family of emoji stays together', FAMILY, FAMILY],
    ['a run of joiners becomes one', 'a\u200d\u200d\u200db', 'a\u200db'],
    ['a flag stays', '🇺🇦', '🇺🇦'],
    ['a skin tone stays', '👍🏿', '👍🏿'],
    ['an accent stays, and is one letter with what it stands on', E_ACUTE, '\u00e9'],
    ['a run of half-spaces becomes one', 'a\u200c\u200cb', 'a\u200cb'],
    ['eight marks stay', `Z${'\u0300'.repeat(8)}`, `Z${'\u0300'.repeat(8)}`],
    [
      'zalgo is cut to eight marks',
      `Z${'\u0300\u0489\u035f'.repeat(30)}!`,
      `Z${'\u0300\u0489\u035f'.repeat(30)}`.normalize('NFC').slice(0, 9).concat('!'),
    ],
    ['other scripts stay', 'नमस्ते שלום مرحبا สวัสดี 日本語', 'नमस्ते שלום مرحبا สวัสดี 日本語'],
    ['a Persian half-space stays', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['nothing stays nothing', '', ''],
  ])('%s', (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  test('cleaning twice is cleaning once, and leaves nothing that has to go', () => {
    const unit = fc.constantFrom(
      'a',
      '\r',
      '\n',
      '\u0301',
      '\u200d',
      '\u202e',
      '\ud83d',
      '\ude00',
      '\u200b',
      '👩',
      '\u0000',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(unit).map((units) => units.join('')),
    );

    fc.assert(
      fc.property(text, (dirty) => {
        const clean = cleanText(dirty);
        expect(cleanText(clean)).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\r]|\u200d{2}|\p{M}{9}/u);
      }),
    );
  });
});

describe('there is something to see', () => {
  test.each(['a', '.', '語', '👍', FAMILY, ' a ', '\u200ba', E_ACUTE, '🇺🇦', '١'])('in %j', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  test.each([
    '',
    ' ',
    '\n\t',
    '\u00a0',
    '\u3000',
    '\u200d',
    '\u200c',
    '\u3164',
    '\uffa0',
    '\u115f\u1160',
    '\u2800',
    '\ufe0f',
    '\u0301',
    '\u034f',
    '\u{e0041}',
    '\u2028',
  ])('but not in %j', (text) => {
    expect(isVisible(text)).toBe(false);
  });
});
