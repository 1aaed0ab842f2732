import { describe, expect, it } from 'vitest';
import { ageWeights, BLOCKS, directRows } from './direct-rows.ts';

const actual = Float64Array.from({ length: 4_000 }, (_, index) => index);

describe('directRows', () => {
  it('takes what came at the lead of each origin, and nothing from outside the history', () => {
    const rows = directRows(actual, { from: 25, to: 48 }, 500);

    for (let row = 0; row < rows.count; row++) {
      const [origin, lead] = [rows.origins[row] as number, rows.leads[row] as number];
      expect(rows.actual[row]).toBe(origin + lead);
      expect(origin).toBeGreaterThanOrEqual(500);
      expect(lead >= 25 && lead <= 48 && origin + lead < 4_000).toBe(true);
    }
    expect(new Set(rows.leads.subarray(0, rows.count)).size).toBe(24);
    expect(new Set(rows.blocks.subarray(0, rows.count)).size).toBe(BLOCKS);
  });

  it('is bounded, however long the history', () => {
    const long = new Float64Array(200_000);

    expect(directRows(long, { from: 1, to: 1 }, 0).count).toBeLessThan(700);
    expect(directRows(long, { from: 100, to: 200 }, 0).count).toBeLessThan(700);
  });

  it('leaves out what is missing', () => {
    const holed = actual.map((value) => (value > 2_000 ? Number.NaN : value));

    const rows = directRows(holed, { from: 3, to: 6 }, 500);

    expect(rows.count).toBeGreaterThan(0);
    expect(Math.max(...rows.actual)).toBeLessThanOrEqual(2_000);
  });

  it('has none where the history is too short for the lead', () => {
    expect(directRows(actual.slice(0, 40), { from: 48, to: 96 }, 10).count).toBe(0);
  });
});

describe('ageWeights', () => {
  it('halve with each half-life', () => {
    const rows = directRows(actual.slice(0, 200), { from: 1, to: 1 }, 0);

    const weights = ageWeights(rows, 199, 10);

    expect((weights[10] as number) / (weights[0] as number)).toBeCloseTo(0.5, 9);
  });
});
