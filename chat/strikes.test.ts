import { expect, test } from 'vitest';
import { Strikes } from './strikes.ts';

/** Refusals at these times in milliseconds, each told to wait 600 ms: at which one it was once too often. */
function endOf(times: readonly number[]): number | undefined {
  const strikes = new Strikes();
  return times.find((at) => strikes.refused(1_000_000 + at, 600));
}

const every = (ms: number, from: number, to: number) =>
  Array.from({ length: Math.ceil((to - from) / ms) }, (_, index) => from + index * ms);

test('what was on its way when the first refusal was written is no strike, however much it is', () => {
  expect(endOf(every(1, 0, 999))).toBeUndefined();
});

test('whoever waits as told has no strike, however often that is not enough', () => {
  expect(endOf(every(600, 0, 600_000))).toBeUndefined();
});

test('whoever goes on is out after three seconds in which they were told', () => {
  expect(endOf(every(25, 0, 10_000))).toBe(3_000);
});

test('bursts that are far apart are forgiven', () => {
  const bursts = Array.from({ length: 20 }, (_, burst) => every(10, burst * 8_000, burst * 8_000 + 300)).flat();

  expect(endOf(bursts)).toBeUndefined();
});
