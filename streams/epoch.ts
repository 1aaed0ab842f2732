const TIME_LENGTH = 8;
const RANDOM_LENGTH = 6;
const POOL = 256;

/**
 * The name of a partition's next epoch: the time in base 36, then chance. So of two epochs of one partition the later
 * one is also the greater text, and a store that shows a smaller one than before has gone back.
 *
 * @param after an epoch that the new one must come after, whatever the clocks of the processes say
 * @example
 * newEpoch('', 1_700_000_000_000).slice(0, 8) // => 'loyw3v28'
 */
export function newEpoch(after = '', now = Date.now()): string {
  const before = Number.parseInt(after.slice(0, TIME_LENGTH), 36) || 0;
  const time = Math.max(now, before + 1)
    .toString(36)
    .padStart(TIME_LENGTH, '0');
  return time + chance();
}

const CHANCES = 36 ** RANDOM_LENGTH;
/** Random numbers that are still to be used: asking for one at a time costs more than the rest of an append. */
let pool = new Uint32Array(0);
let used = 0;

function chance(): string {
  if (used >= pool.length) {
    pool = crypto.getRandomValues(new Uint32Array(POOL));
    used = 0;
  }
  return ((pool[used++] ?? 0) % CHANCES).toString(36).padStart(RANDOM_LENGTH, '0');
}

/**
 * The partition's part of a room's epoch.
 *
 * @example
 * partitionEpoch('loyw3v28abcdefw2811') // => 'loyw3v28abcdef'
 */
export function partitionEpoch(epoch: string): string {
  return epoch.slice(0, TIME_LENGTH + RANDOM_LENGTH);
}
