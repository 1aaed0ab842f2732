import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceAbove, valueAtChance } from './overload-risk.ts';

const NORMAL = { levels: [0.5, 0.75, 0.9, 0.95, 0.99], values: [100, 106.745, 112.816, 116.449, 123.263] };

test('at a quantile the chance is what its level says', () => {
  const chances = NORMAL.values.map((value) => chanceAbove(NORMAL, value));

  expect(chances.map((chance) => Number(chance.toFixed(9)))).toEqual([0.5, 0.25, 0.1, 0.05, 0.01]);
});

test('above the highest quantile of a normal load the chance is on the careful side', () => {
  const atThreeDeviations = chanceAbove(NORMAL, 130);

  expect(atThreeDeviations).toBeGreaterThan(0.00135);
  expect(atThreeDeviations).toBeLessThan(0.01);
});

test('quantiles that are all one leave no chance above them', () => {
  const constant = { levels: [0.5, 0.9], values: [7, 7] };

  expect([chanceAbove(constant, 6.9), chanceAbove(constant, 7.1), valueAtChance(constant, 0.001)]).toEqual([1, 0, 7]);
});

test('the chance never rises with the value, and value and chance are each other’s inverse', () => {
  const rising = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 6 });

  fc.assert(
    fc.property(rising, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (steps, chance) => {
      let sum = 0;
      const values = steps.map((step) => (sum += step));
      const lead = { levels: values.map((_, index) => 0.5 + (0.499 * index) / values.length), values };
      const value = valueAtChance(lead, chance);

      expect(Math.abs(chanceAbove(lead, value) - chance)).toBeLessThan(1e-6);
      expect(chanceAbove(lead, value * 1.1)).toBeLessThanOrEqual(chanceAbove(lead, value));
    }),
  );
});
