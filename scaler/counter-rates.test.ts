import { expect, test } from 'vitest';
import { counterRates } from './counter-rates.ts';

const counter = (...pairs: ReadonlyArray<readonly [seconds: number, value: number]>) =>
  pairs.map(([seconds, value]) => ({ at: seconds * 1000, value }));

test('a counter that was set back counts from 0 again, and its rate is never below 0', () => {
  const rates = counterRates(counter([0, 100], [10, 200], [20, 30], [30, 30], [40, 0]));

  expect(rates.map(({ value }) => value)).toEqual([10, 3, 0, 0]);
});

test('a gap has one rate at its end, the mean of it', () => {
  expect(counterRates(counter([0, 0], [100, 50]))).toEqual([{ at: 100_000, value: 0.5 }]);
});

test('the sample before the window gives its first one a rate; without it there is none', () => {
  const samples = counter([10, 20]);

  expect(counterRates(samples)).toEqual([]);
  expect(counterRates(samples, { at: 0, value: 10 })).toEqual([{ at: 10_000, value: 1 }]);
});
