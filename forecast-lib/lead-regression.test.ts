import { expect, test } from 'vitest';
import { fitLead } from './lead-regression.ts';
import { seededRandom } from './random.ts';
import { normalGrid, residualMean, residualQuantile } from './residual-grid.ts';

test('weights are found under gross errors, and residuals keep their quantiles', () => {
  const random = seededRandom(1);
  const rows = Array.from({ length: 400 }, (_, index) => {
    const features = new Float64Array([random(), random()]);
    const target = 2 * (features[0] ?? 0) - (features[1] ?? 0) + random() - 0.5;
    return { features, target: index % 40 === 0 ? 1e9 : target, unit: 1 };
  });

  const { weights, residuals } = fitLead(rows, new Float64Array(2), 1);

  expect(weights[0]).toBeCloseTo(2, 0);
  expect(weights[1]).toBeCloseTo(-1, 0);
  expect(Math.abs(residualQuantile(residuals, 0.9) - 0.4)).toBeLessThan(0.15);
});

test('without rows the prior stays', () => {
  const { weights } = fitLead([], new Float64Array([0.3, 0.7]), 8);

  expect([...weights]).toEqual([0.3, 0.7]);
});

test('a normal grid has the quantiles of a normal distribution, also outside it', () => {
  const grid = normalGrid(2);

  expect(residualQuantile(grid, 0.975)).toBeCloseTo(3.92, 2);
  expect(residualQuantile(grid, 0.0001)).toBeCloseTo(-7.438, 3);
  expect(residualMean(grid)).toBeCloseTo(0, 12);
});
