/** Control characters but for the tab and the line end. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const INVISIBLE = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]/g;
/** A joiner is what holds an emoji family together; anywhere else a run of them hides something. */
const JOINER_RUN = /\u200d{2,}/g;
/** More combining marks than any living script stacks on one letter. */
const STACKED_MARKS = /(\p{M}{8})\p{M}+/gu;

/**
 * Makes text safe to show beside other people's: line ends become "\n", control characters, direction overrides and
 * invisible characters go, stacked combining marks ("zalgo") are cut to eight, lone surrogates become U+FFFD. Letters,
 * emoji and spaces stay as they are.
 *
 * @example
 * cleanText('one\r\ntwo\u202e') // => 'one\ntwo'
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(BIDI, '')
    .replace(INVISIBLE, '')
    .replace(JOINER_RUN, '\u200d')
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
