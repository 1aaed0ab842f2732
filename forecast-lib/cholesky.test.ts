import { expect, test } from 'vitest';
import { solvePositive } from './cholesky.ts';
import { seededRandom } from './random.ts';

test('a random positive definite system is solved', () => {
  const n = 12;
  const random = seededRandom(1);
  const rows = Array.from({ length: 20 }, () => Array.from({ length: n }, () => random() - 0.5));
  const matrix = new Float64Array(n * n).map((_, at) =>
    rows.reduce((sum, row) => sum + (row[Math.floor(at / n)] ?? 0) * (row[at % n] ?? 0), 0),
  );
  const wanted = Float64Array.from({ length: n }, (_, index) => index - 3);
  const right = wanted.map((_, row) => wanted.reduce((sum, x, column) => sum + (matrix[row * n + column] ?? 0) * x, 0));

  const found = solvePositive(matrix, right, n);

  for (let index = 0; index < n; index++) expect(found[index]).toBeCloseTo(wanted[index] ?? 0, 8);
});

test('two equal columns share the answer', () => {
  const matrix = new Float64Array([2, 2, 2, 2]);

  const [one = 0, other = 0] = solvePositive(matrix, new Float64Array([6, 6]), 2);

  expect(one + other).toBeCloseTo(3, 4);
  expect(one).toBeCloseTo(other, 4);
});

test('a matrix without a positive diagonal gives zeros', () => {
  const found = solvePositive(new Float64Array([0, 0, 0, -1]), new Float64Array([1, 1]), 2);

  expect([...found]).toEqual([0, 0]);
});

test('only the lower triangle is read and nothing is changed', () => {
  const matrix = new Float64Array([4, Number.NaN, 2, 2]);
  const right = new Float64Array([8, 6]);

  const found = solvePositive(matrix, right, 2);

  expect([...found]).toEqual([1, 2]);
  expect([...right]).toEqual([8, 6]);
});
