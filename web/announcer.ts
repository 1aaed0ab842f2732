/** How often something is read aloud at most, in milliseconds: whoever listens has to be able to follow. */
export const ANNOUNCE_MS = 2_000;
/** More at a time are counted and not read. */
const MOST_READ = 3;

/** Something that was said, for somebody who listens. */
export interface Heard {
  readonly name: string;
  readonly text: string;
  /** Where it is, in words. */
  readonly where: string;
}

/**
 * What is read aloud of what was said since the last time, a line for each; of many only the newest, and how many there
 * were.
 *
 * @example
 * announcement([{ name: 'Ada', text: 'Hello', where: 'right here' }]) // => ['Ada: Hello (right here)']
 */
export function announcement(heard: readonly Heard[]): string[] {
  const read = heard.slice(-MOST_READ).map(({ name, text, where }) => `${name}: ${text} (${where})`);
  const more = heard.length - read.length;
  return more > 0 ? [`${more} more ${more === 1 ? 'message' : 'messages'}`, ...read] : read;
}
