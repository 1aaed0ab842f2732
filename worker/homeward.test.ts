import { expect, test } from 'vitest';
import { type Absorbed, homewardAfter, homewardRound } from './homeward.ts';

const people = (count: number): Absorbed[] =>
  Array.from({ length: count }, (_, index) => ({ session: `s${index}`, visitor: `v${index}` }));

/** Rounds of a room whose people go when they are asked and the pods have room. */
function play(count: number, rounds: number, hasRoom: (round: number) => boolean, ready = true) {
  let here = people(count);
  let state = homewardAfter(undefined, 0, 0.5);
  const left: number[] = [];
  const pauses: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const now = state.nextAt;
    const { ask, next } = homewardRound(state, { here, ready, now, chance: 0.5 });
    const asked = new Set(ask.map(({ visitor }) => visitor));
    if (hasRoom(round)) here = here.filter(({ visitor }) => !asked.has(visitor));
    else here = here.map((one) => (asked.has(one.visitor) ? { ...one, session: `${one.session}'` } : one));
    left.push(here.length);
    pauses.push(next.nextAt - now);
    state = next;
  }
  return { left, pauses };
}

test('a room goes over to pods that have room a twentieth at a time, every five seconds, to the last one', () => {
  const { left, pauses } = play(100, 60, () => true);

  expect(left.slice(0, 3)).toEqual([95, 90, 85]);
  expect(left.at(-1)).toBe(0);
  expect(Math.max(...pauses)).toBe(5_000);
});

test('a large room never sends a crowd', () => {
  expect(play(10_000, 2, () => true).left).toEqual([9_980, 9_960]);
});

test('pods that are full are asked less and less, and as before once somebody could stay', () => {
  const { left, pauses } = play(100, 12, (round) => round >= 8);

  expect(pauses.slice(0, 9)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  expect(pauses.slice(9)).toEqual([5_000, 5_000, 5_000]);
  expect(left.at(-1)).toBeLessThan(100);
});

test('nobody is asked while the pods are not ready', () => {
  expect(play(100, 3, () => true, false)).toEqual({ left: [100, 100, 100], pauses: [10_000, 20_000, 40_000] });
});

test('somebody who comes while others wait does not put off the round', () => {
  const first = homewardAfter(undefined, 0, 0);

  expect(homewardAfter(first, 3_000, 1)).toBe(first);
  expect(first.nextAt).toBe(3_750);
});
