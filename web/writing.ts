import { cleanText, firstGraphemes, LIMITS } from '#chat';

/** A message on the canvas, in letters as a reader counts them. What is typed is shown to others up to here, too. */
export const MOST_LETTERS = LIMITS.typingGraphemes;
/** From so many on the page says how many are left. */
const NEAR_LETTERS = 240;
/** When that is read aloud again, by how many are left. */
const STEPS = [0, 5, 10, 20, MOST_LETTERS - NEAR_LETTERS];

const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * How many letters a text has, as a reader counts them.
 *
 * @example
 * lettersOf('a👩‍👩‍👧') // => 2
 */
export function lettersOf(text: string): number {
  let count = 0;
  for (const _ of LETTERS.segment(text)) count++;
  return count;
}

export interface Room {
  readonly tooLong: boolean;
  /** What to show of it; nothing while there is enough. */
  readonly words: string;
  /** What to read aloud of it: the same for a while, since nobody can listen at each letter. */
  readonly spoken: string;
}

const ENOUGH: Room = { tooLong: false, words: '', spoken: '' };

/**
 * How much more fits.
 *
 * @example
 * roomLeft('Hello').words // => ''
 * roomLeft('x'.repeat(250)).words // => '30 of 280 letters left'
 * roomLeft('x'.repeat(250)).spoken // => 'At most 40 letters left'
 * roomLeft('x'.repeat(281)).tooLong // => true
 */
export function roomLeft(text: string): Room {
  // No letter has less than one unit.
  if (text.length < NEAR_LETTERS) return ENOUGH;
  const left = MOST_LETTERS - lettersOf(text);
  if (left < 0) {
    return {
      tooLong: true,
      words: `${-left} ${left === -1 ? 'letter' : 'letters'} too long`,
      spoken: 'Too long to send',
    };
  }
  const step = STEPS.find((letters) => left <= letters);
  if (step === undefined) return ENOUGH;
  return {
    tooLong: false,
    words: `${left} of ${MOST_LETTERS} letters left`,
    spoken: `At most ${step} letters left`,
  };
}

/**
 * What is pasted, as it may stand in a message: nothing invisible, no walls of empty lines, no more than fits.
 *
 * @example
 * pasted('  one\r\n\r\n\r\n\r\ntwo\u202e\t three ') // => 'one\n\ntwo three'
 */
export function pasted(text: string): string {
  const clean = cleanText(text)
    .replace(/[\t\u00a0 ]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return firstGraphemes(clean, MOST_LETTERS);
}

/** Whether a key belongs to an input method that composes a word; 229 is how Safari says so. */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
