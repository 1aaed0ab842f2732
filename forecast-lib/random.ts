/**
 * Numbers in [0, 1) that look random and follow from the seed alone (Mulberry32, Tommy Ettinger, 2017: 32 bits of state,
 * period 2^32).
 *
 * @example
 * seededRandom(7)() === seededRandom(7)() // => true
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
