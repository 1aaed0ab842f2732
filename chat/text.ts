/** What needs no cleaning, and is most of what is said and nearly all that tokens say. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;
/** Control characters but for the tab and the line end. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const INVISIBLE = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]/g;
/** A joiner is what holds an emoji family together; anywhere else a run of them hides something. */
const JOINER_RUN = /\u200d{2,}/g;
const NON_JOINER_RUN = /\u200c{2,}/g;
/** More combining marks than any living script stacks on one letter. */
const STACKED_MARKS = /(\p{M}{8})\p{M}+/gu;

/**
 * Makes text safe to show beside other people's: line ends become "\n", letters are composed (NFC, so that the same word
 * is the same text), control characters, direction overrides and invisible characters go, runs of joiners become one,
 * stacked combining marks ("zalgo") are cut to eight, lone surrogates become U+FFFD. Emoji and spaces stay as they are.
 *
 * @example
 * cleanText('one\r\ntwo\u202e') // => 'one\ntwo'
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(BIDI, '')
    .replace(INVISIBLE, '')
    .replace(JOINER_RUN, '\u200d')
    .replace(NON_JOINER_RUN, '\u200c')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1');
}

/**
 * Whether there is anything to see in a text: not only spaces, joiners, fillers and marks that stand on nothing.
 *
 * @example
 * isVisible('\u3164 \u200d') // => false
 */
export function isVisible(text: string): boolean {
  return /[^\s\p{DI}\p{C}\p{M}\u2800]/u.test(text);
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A text's first so many graphemes: what a reader takes for one letter, however many code points it has.
 *
 * @example
 * firstGraphemes('👩‍👩‍👧‍👦abc', 2) // => '👩‍👩‍👧‍👦a'
 */
export function firstGraphemes(text: string, most: number): string {
  // No grapheme has less than one unit.
  if (text.length <= most) return text;
  let count = 0;
  for (const { index } of GRAPHEMES.segment(text)) if (count++ === most) return text.slice(0, index);
  return text;
}
