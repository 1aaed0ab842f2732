import { expect, test } from 'vitest';
import { accuracyOf } from './analytics-accuracy.ts';

test('a prediction that is right has no error, also where there is nothing', () => {
  expect(accuracyOf({ value: [0, 5], predicted: [0, 5] })).toEqual({
    rows: 2,
    mae: 0,
    smape: 0,
    coverage: undefined,
  });
});

test('being twice as high is told as two thirds', () => {
  const { mae, smape } = accuracyOf({ value: [100, 100], predicted: [200, 200] });

  expect(mae).toBe(100);
  expect(smape).toBeCloseTo(66.667, 3);
});

test('what nobody counted and what nobody predicted is compared with nothing', () => {
  expect(accuracyOf({ value: [null, 4, 8], predicted: [3, null, 6] })).toMatchObject({ rows: 1, mae: 2 });
  expect(accuracyOf({ value: [null], predicted: [1] })).toEqual({
    rows: 0,
    mae: undefined,
    smape: undefined,
    coverage: undefined,
  });
});

test('the edges of a band belong to it', () => {
  const { coverage } = accuracyOf({
    value: [1, 2, 3, 4],
    predicted: [2, 2, 2, 2],
    low: [1, 1, 1, null],
    high: [2, 2, 2, 2],
  });

  expect(coverage).toBeCloseTo(2 / 3, 10);
});
