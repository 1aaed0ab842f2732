import { expect, it } from 'vitest';
import { insertSorted, middleOfSorted } from './sorted-few.ts';

it('numbers that are put in one by one rise, and have a middle', () => {
  const sorted = new Float64Array(5);

  [3, 1, 4, 1, 5].forEach((value, count) => {
    insertSorted(sorted, count, value);
  });

  expect(Array.from(sorted)).toEqual([1, 1, 3, 4, 5]);
  expect([middleOfSorted(sorted, 5), middleOfSorted(sorted, 4)]).toEqual([3, 2]);
});
