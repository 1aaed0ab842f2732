import { expect, test } from 'vitest';
import { fitAutoregression } from './autoregression.ts';
import { seededRandom } from './random.ts';

test('the weights of an autoregression are found', () => {
  const random = seededRandom(12);
  const values = new Float64Array(5_000);
  for (let index = 2; index < values.length; index++)
    values[index] = 1.2 * (values[index - 1] ?? 0) - 0.4 * (values[index - 2] ?? 0) + random() - 0.5;

  const { weights, variance } = fitAutoregression(values, 2);

  expect(weights[0]).toBeCloseTo(1.2, 1);
  expect(weights[1]).toBeCloseTo(-0.4, 1);
  expect(variance).toBeCloseTo(1 / 12, 2);
});

test('numbers that grow without end get weights that fade', () => {
  const values = Float64Array.from({ length: 60 }, (_, index) => 1.2 ** index);

  const { weights } = fitAutoregression(values, 1);

  expect(weights[0]).toBeLessThan(1);
  expect(weights[0]).toBeGreaterThan(0.9);
});

test('few numbers get a lower order', () => {
  expect(fitAutoregression(new Float64Array([1, 2]), 3).weights).toHaveLength(0);
  expect(fitAutoregression(new Float64Array(0), 3).variance).toBe(0);
});
