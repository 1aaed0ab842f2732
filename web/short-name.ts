/** So much of a name is told above a bubble. Cut here and not by the browser, which pays for a clip in every frame. */
const MOST_LETTERS = 24;

/**
 * A name as it stands above a bubble.
 *
 * @example
 * shortName('Ada') // => 'Ada'
 * shortName('A name that is as long as a sentence') // => 'A name that is as long …'
 */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length <= MOST_LETTERS ? name : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}
