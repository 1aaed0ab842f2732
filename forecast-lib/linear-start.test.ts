import { expect, test } from 'vitest';
import { fitStart, startOf } from './linear-start.ts';
import { seededRandom } from './random.ts';
import type { TrainingRows } from './training-rows.ts';

/** Rows of two features and the lead, whose target follows from them; some are far out, some have a gap. */
function rows(count: number, outliers: number): TrainingRows {
  const random = seededRandom(6);
  const matrix = Float64Array.from({ length: 2 * count }, () => 2 * random() - 1);
  const lead = Float64Array.from({ length: count }, () => 1 + Math.floor(9 * random()));
  const target = lead.map((ahead, row) => {
    const [one, other] = matrix.subarray(2 * row, 2 * row + 2) as unknown as [number, number];
    return row < outliers ? 500 : 1 + one * (2 + 0.1 * ahead) - 0.5 * other;
  });
  return { count, columns: 2, matrix, target, weight: new Float64Array(count).fill(1), lead };
}

test('it finds the shares, and how they go with the lead', () => {
  const start = fitStart(rows(400, 0), [0, 1], 1e-6);

  expect(startOf(start, [1, 0], 5)).toBeCloseTo(3.5, 5);
  expect(startOf(start, [1, 0], 9)).toBeCloseTo(3.9, 5);
  expect(startOf(start, [0, 1], 3)).toBeCloseTo(0.5, 5);
});

test('a few rows far out move it little', () => {
  const start = fitStart(rows(400, 8), [0, 1], 1e-6);

  expect(Math.abs(startOf(start, [1, 0], 5) - 3.5)).toBeLessThan(0.5);
});

test('a missing feature says nothing, and without rows it is zero', () => {
  const start = fitStart(rows(400, 0), [0, 1], 1e-6);

  expect(startOf(start, [Number.NaN, Number.NaN], 5)).toBeCloseTo(1, 5);
  expect(startOf(fitStart(rows(0, 0), [0, 1], 1), [1, 1], 5)).toBe(0);
});
