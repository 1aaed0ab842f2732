import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decisionsWithin, grown, neededBefore, remember, shrunk } from './pace.ts';

const decided = (at: number, desired: number) => ({ at: at * 1000, desired, paced: desired, recommended: desired });

test('what was decided before the window still holds when it begins', () => {
  const within = decisionsWithin([decided(0, 1), decided(10, 2), decided(50, 3)], 70_000, 30);

  expect(within.map(({ desired }) => desired)).toEqual([2, 3]);
});

test('what lies in the future, after a clock that went back, counts for nothing', () => {
  expect(decisionsWithin([decided(10, 2), decided(99, 9)], 20_000, 60)).toEqual([decided(10, 2)]);
});

test('the memory of decisions does not grow', () => {
  let history: readonly ReturnType<typeof decided>[] = [];
  for (let second = 0; second < 10_000; second += 15) history = remember(history, decided(second, 1), 300);

  expect(history.length).toBeLessThanOrEqual(22);
});

test('growth from the count needed before reaches it, and from one less it does not', () => {
  const policy = fc.record({ growFactor: fc.double({ min: 1, max: 5, noNaN: true }), growPods: fc.nat(20) });

  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), policy, (count, pace) => {
      const before = neededBefore(count, pace);

      expect(grown(before, pace)).toBeGreaterThanOrEqual(count);
      if (before > 0) expect(grown(before - 1, pace)).toBeLessThan(count);
    }),
  );
});

test('shrinking reaches nothing at last, however small a part it is', () => {
  let count = 200;
  let periods = 0;
  for (; count > 0; periods++) count = shrunk(count, { shrinkPercent: 1 });

  expect(periods).toBeLessThanOrEqual(200);
});
