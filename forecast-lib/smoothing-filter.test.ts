import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { SmoothingFilter } from './smoothing-filter.ts';

const PERIOD = 4;

function positiveSeries(length: number): Float64Array {
  const random = seededRandom(5);
  return Float64Array.from({ length }, (_, index) => 20 + index / 10 + 3 * Math.sin((index * Math.PI) / 2) + random());
}

function someParameters(multiplicative: boolean): Float64Array {
  const season = multiplicative ? [1, 1.1, 0.95, 0.9] : [0, 3, 0.5, -3];
  return Float64Array.from([0.3, 0.05, 0.2, 0.95, 21, 0.2, ...season]);
}

test.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])('the slope is that of differences (multiplicative %s, relative %s)', (multiplicative, relative) => {
  const values = positiveSeries(60);
  values[7] = Number.NaN;
  const filter = new SmoothingFilter(values, PERIOD, multiplicative, relative);
  const parameters = someParameters(multiplicative);

  filter.run(parameters);
  const slope = new Float64Array(parameters.length);
  filter.slopeInto(slope, parameters);

  for (let index = 0; index < parameters.length; index++) {
    const beside = (step: number) => filter.run(parameters.map((value, at) => (at === index ? value + step : value)));
    expect(slope[index]).toBeCloseTo((beside(1e-5) - beside(-1e-5)) / 2e-5, 6);
  }
});

test('a missing sample corrects nothing and counts for nothing', () => {
  const filter = new SmoothingFilter(Float64Array.of(10, Number.NaN, Number.NaN), 1, false, false);

  filter.run(Float64Array.of(0.5, 0, 0, 1, 8, 0, 0));

  expect([filter.level, filter.score.count, filter.score.squares]).toEqual([9, 1, 4]);
});

test('a multiplicative form with a level below 0 is refused', () => {
  const filter = new SmoothingFilter(Float64Array.of(1, 2), 2, true, true);

  const cost = filter.run(Float64Array.of(0.5, 0, 0.1, 1, -1, 0, 1, 1));

  expect(cost).toBe(Number.POSITIVE_INFINITY);
});
