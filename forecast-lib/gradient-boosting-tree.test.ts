import { expect, test } from 'vitest';
import { binRows } from './gradient-boosting-bins.ts';
import { leafOf, TreeGrower } from './gradient-boosting-tree.ts';
import { seededRandom } from './random.ts';

const ROWS = 400;

/** Three columns of noise; the slope is a step along the second, unless the first is missing. */
function steps(): { matrix: Float64Array; slopes: Float64Array } {
  const random = seededRandom(5);
  const matrix = Float64Array.from({ length: 3 * ROWS }, random);
  for (let row = 0; row < ROWS; row += 4) matrix[3 * row] = Number.NaN;
  const slopes = Float64Array.from({ length: ROWS }, (_, row) =>
    Number.isNaN(matrix[3 * row]) ? 0 : (matrix[3 * row + 1] as number) > 0.5 ? 1 : -1,
  );
  return { matrix, slopes };
}

const SHAPE = { depth: 2, lightest: 1, ridge: 0, among: [0, 1, 2] };

test('bins rise with their values and hold about equally many; missing ones have their own', () => {
  const { matrix } = steps();

  const { bins, edges } = binRows(matrix, 3, 8);

  expect(edges.map((ends) => ends.length)).toEqual([7, 7, 7]);
  const counts = new Map<number, number>();
  for (let row = 0; row < ROWS; row++) {
    const bin = bins[3 * row] as number;
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
    expect(bin === 0).toBe(Number.isNaN(matrix[3 * row]));
    if (bin > 1) expect(matrix[3 * row]).toBeGreaterThan(edges[0]?.[bin - 2] as number);
  }
  expect(counts.get(0)).toBe(100);
  for (let bin = 1; bin <= 8; bin++) expect(Math.abs((counts.get(bin) ?? 0) - 37.5)).toBeLessThan(3);
});

test('a tree finds the steps in what it learns, and only there', () => {
  const { matrix, slopes } = steps();
  const chosen = Int32Array.from({ length: ROWS }, (_, row) => row);
  const gains = new Float64Array(3);

  const tree = new TreeGrower(binRows(matrix, 3, 62)).grow(
    slopes,
    new Float64Array(ROWS).fill(1),
    chosen,
    SHAPE,
    gains,
  );

  expect(leafOf(tree, Float64Array.from([0.3, 0.1, 0.5]))).toBeLessThan(-0.9);
  expect(leafOf(tree, Float64Array.from([0.3, 0.9, 0.5]))).toBeGreaterThan(0.9);
  expect(gains[1]).toBeGreaterThan(100);
  expect(gains[2]).toBe(0);
});

test('sums by subtraction give the same tree as its leaves summed from their rows', () => {
  const random = seededRandom(8);
  const matrix = Float64Array.from({ length: 3 * ROWS }, random);
  const slopes = Float64Array.from({ length: ROWS }, (_, row) => (matrix[3 * row] as number) ** 2 + random());
  const weights = Float64Array.from({ length: ROWS }, () => 0.5 + random());
  const chosen = Int32Array.from({ length: ROWS }, (_, row) => row);

  const shape = { ...SHAPE, depth: 4, lightest: 3 };
  const tree = new TreeGrower(binRows(matrix, 3, 30)).grow(slopes, weights, chosen, shape, new Float64Array(3));

  const slopeIn = new Map<number, number>();
  const weightIn = new Map<number, number>();
  for (const row of chosen) {
    const leaf = leafOf(tree, matrix.subarray(3 * row, 3 * row + 3));
    slopeIn.set(leaf, (slopeIn.get(leaf) ?? 0) + (slopes[row] as number));
    weightIn.set(leaf, (weightIn.get(leaf) ?? 0) + (weights[row] as number));
  }
  expect(slopeIn.size).toBeGreaterThan(8);
  for (const [leaf, slope] of slopeIn) {
    expect(slope / (weightIn.get(leaf) ?? 0)).toBeCloseTo(leaf, 10);
    expect(weightIn.get(leaf)).toBeGreaterThanOrEqual(3);
  }
});
