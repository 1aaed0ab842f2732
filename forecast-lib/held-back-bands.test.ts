import { expect, test } from 'vitest';
import { bandAt, heldBackBands, restoreBands, saveBands } from './held-back-bands.ts';
import { leadGroups } from './lead-group.ts';
import { normalQuantile } from './normal-quantile.ts';
import { seededRandom } from './random.ts';

const GROUPS = leadGroups(48);

/** Normal misses whose deviation is the square root of the lead. */
function misses(count: number): { leads: number[]; values: number[] } {
  const random = seededRandom(4);
  const leads = Array.from({ length: count }, () => 1 + Math.floor(48 * random()));
  return { leads, values: leads.map((lead) => 3 + Math.sqrt(lead) * normalQuantile(Math.max(1e-9, random()))) };
}

test('bands are the quantiles of the misses around their median, wider further on', () => {
  const bands = heldBackBands(misses(50_000), GROUPS, 1e9);

  expect(bandAt(bands, 2, 0.5)).toBe(0);
  expect(bandAt(bands, 2, 0.9) / (1.2816 * Math.sqrt(2))).toBeCloseTo(1, 1);
  expect(bandAt(bands, 40, 0.05) / (-1.6449 * Math.sqrt(40))).toBeCloseTo(1, 1);
});

test('levels never cross, far out and far ahead too', () => {
  const bands = heldBackBands(misses(300), GROUPS, 96);
  const levels = [1e-6, 0.001, 0.01, 0.03, 0.1, 0.49, 0.5, 0.51, 0.9, 0.99, 0.9999];

  for (const lead of [1, 5, 17, 48, 500]) {
    const row = levels.map((level) => bandAt(bands, lead, level));
    expect(row).toEqual(row.toSorted((one, other) => one - other));
    expect(row.every(Number.isFinite)).toBe(true);
  }
});

test('the fewer forecasts fit into what was held back, the wider', () => {
  const few = heldBackBands(misses(3000), GROUPS, 96);
  const many = heldBackBands(misses(3000), GROUPS, 9600);

  expect(bandAt(few, 48, 0.95) / bandAt(many, 48, 0.95)).toBeGreaterThan(1.1);
});

test('saved and restored they are the same, and nonsense is refused', () => {
  const bands = heldBackBands(misses(300), GROUPS, 96);

  expect(restoreBands(JSON.parse(JSON.stringify(saveBands(bands))))).toEqual(bands);
  for (const saved of [null, {}, { knots: [1], rows: [] }, { knots: [1], rows: [[1]] }])
    expect(() => restoreBands(saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
