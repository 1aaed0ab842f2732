import { expect, test } from 'vitest';
import { changepoints, levelRestart } from './changepoints.ts';
import { seededRandom } from './random.ts';

const DAY = 288;

function load(days: number, level: (index: number) => number): Float64Array {
  const random = seededRandom(11);
  return Float64Array.from(
    { length: days * DAY },
    (_, index) => level(index) + 30 * Math.sin((2 * Math.PI * index) / DAY) + 10 * (random() - 0.5),
  );
}

test('shifts of the level under a daily wave are found to within a few steps', () => {
  const values = load(28, (index) => (index < 2000 ? 100 : index < 5500 ? 160 : 120));

  const found = changepoints(values, { period: DAY });

  expect(found).toHaveLength(2);
  expect(Math.abs((found[0]?.index ?? 0) - 2000)).toBeLessThanOrEqual(6);
  expect(Math.abs((found[1]?.index ?? 0) - 5500)).toBeLessThanOrEqual(6);
  expect(found[0]?.size).toBeCloseTo(60, -1);
  expect(found[1]?.size).toBeCloseTo(-40, -1);
});

test('a wave without a shift has none, nor do bursts, spikes and gaps make one', () => {
  const values = load(20, (index) => (index % 977 < 10 ? 400 : 100));
  values[3000] = 1e12;
  values.fill(Number.NaN, 4000, 4300);

  const found = changepoints(values, { period: DAY });

  expect(found).toEqual([]);
});

test('the present level is found some hours after it began', () => {
  const values = load(10, (index) => (index < 10 * DAY - 110 ? 100 : 200));

  const from = levelRestart(values, DAY);

  expect(Math.abs(from - (10 * DAY - 110))).toBeLessThanOrEqual(6);
});

test('shifts move with the units of the series', () => {
  const values = load(14, (index) => (index < 2000 ? 100 : 160));

  const [one] = changepoints(values, { period: DAY });
  const [other] = changepoints(
    values.map((value) => 1e6 * value - 3e8),
    { period: DAY },
  );

  expect(other?.index).toBe(one?.index);
  expect(other?.size).toBeCloseTo(1e6 * (one?.size ?? 0), 0);
});

test('short, constant and missing series have no shifts', () => {
  for (const values of [[], [1], [1, 2, 3], Array(500).fill(4), Array(500).fill(Number.NaN)]) {
    expect(changepoints(values)).toEqual([]);
    expect(levelRestart(values, 24)).toBe(0);
  }
});
