import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestWithinRisk, type Risk } from './risk-budget.ts';

const MOST = 8;

/** Risks that fall ever more slowly, as above a median. */
const falling = (rate: number): Risk => {
  return (pods) => 0.5 * Math.exp(-rate * pods);
};
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const meanRisk = (risks: readonly Risk[], counts: readonly number[]) =>
  sum(risks.map((risk, step) => risk(counts[step] as number))) / risks.length;

/** Every combination of counts, tried. */
function cheapestTried(risks: readonly Risk[], bound: number): number {
  let best = MOST * risks.length;
  for (let code = 0; code < (MOST + 1) ** risks.length; code++) {
    const counts = risks.map((_, step) => Math.floor(code / (MOST + 1) ** step) % (MOST + 1));
    if (meanRisk(risks, counts) <= bound) best = Math.min(best, sum(counts));
  }
  return best;
}

test('no combination of counts within the bound is cheaper', () => {
  const rates = fc.array(fc.double({ min: 0.3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });

  fc.assert(
    fc.property(rates, fc.double({ min: 0.05, max: 0.3, noNaN: true }), (given, bound) => {
      const risks = given.map(falling);
      const counts = cheapestWithinRisk(risks, bound, 0, MOST);

      expect(meanRisk(risks, counts)).toBeLessThanOrEqual(bound);
      expect(sum(counts)).toBe(cheapestTried(risks, bound));
    }),
    { numRuns: 60 },
  );
});

test('a bound on the average costs less than the same bound at every step', () => {
  const risks = [falling(0.05), falling(2), falling(2), falling(2)];
  const everywhere = risks.map((risk) =>
    Array.from({ length: 200 }, (_, pods) => pods).findIndex((n) => risk(n) <= 0.02),
  );

  const counts = cheapestWithinRisk(risks, 0.02, 0, 200);

  expect(meanRisk(risks, counts)).toBeLessThanOrEqual(0.02);
  expect(sum(counts)).toBeLessThan(sum(everywhere));
});

test('a bound that no count keeps is answered with the most', () => {
  expect(cheapestWithinRisk([() => 1, () => 1], 0.01, 0, 12)).toEqual([12, 12]);
});
