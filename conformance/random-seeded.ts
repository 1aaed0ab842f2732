/**
 * mulberry32 (Tommy Ettinger, public domain): numbers from 0 to below 1, the same for the same seed.
 *
 * @example
 * randomSeeded(1)() // => 0.6270739405881613
 */
export function randomSeeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of several; the first where there are none to choose from. */
export function oneOf<Thing>(things: readonly [Thing, ...Thing[]], random: () => number): Thing {
  return things[Math.floor(random() * things.length)] ?? things[0];
}
