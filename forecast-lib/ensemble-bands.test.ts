import { describe, expect, it } from 'vitest';
import { bandWidth, fitBands, SEASON_PARTS } from './ensemble-bands.ts';
import { seededRandom } from './random.ts';
import { residualQuantile } from './residual-grid.ts';

/** Past forecasts whose errors are as wide as told. */
function past(count: number, widthAt: (value: number, part: number, dispute: number) => number) {
  const random = seededRandom(5);
  const values = Float64Array.from({ length: count }, () => 100 + 900 * random());
  const disputes = Float64Array.from({ length: count }, () => 1 + 9 * random());
  const parts = Uint8Array.from({ length: count }, (_, row) => row % SEASON_PARTS);
  const actual = values.map((value, row) => {
    const normal = random() + random() + random() + random() - 2;
    return value + normal * widthAt(value, parts[row] as number, disputes[row] as number);
  });
  return { actual, values, disputes, parts, weights: new Float64Array(count).fill(1) };
}

describe('fitBands', () => {
  it('finds that errors grow with the level', () => {
    expect(
      fitBands(
        past(2_000, (value) => value / 10),
        1,
        0,
      ).shape.levelPower,
    ).toBe(1);
    expect(
      fitBands(
        past(2_000, () => 30),
        1,
        0,
      ).shape.levelPower,
    ).toBe(0);
  });

  it('finds the hours at which errors are wide', () => {
    const { shape } = fitBands(
      past(3_000, (_value, part) => (part < 12 ? 10 : 60)),
      1,
      0,
    );

    expect((shape.parts[18] as number) / (shape.parts[6] as number)).toBeGreaterThan(2);
  });

  it('holds what its levels say of forecasts like those it learnt from', () => {
    const told = past(4_000, (value) => value / 10);
    const { shape, grid } = fitBands(told, 1, 0);

    for (const level of [0.1, 0.5, 0.9, 0.95]) {
      const offset = residualQuantile(grid, level);
      const below = told.actual.filter((actual, row) => {
        const value = told.values[row] as number;
        return (
          actual <= value + offset * bandWidth(shape, value, told.disputes[row] as number, told.parts[row] as number)
        );
      });
      expect(Math.abs(below.length / told.actual.length - level)).toBeLessThan(0.02);
    }
  });

  it('has no width where nothing was ever missed', () => {
    const told = past(50, () => 0);
    const { grid } = fitBands(told, 1, 0.6);

    expect(grid.every((value) => value === 0)).toBe(true);
  });
});
