import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { detectSeasons } from './season-detection.ts';
import truth from './truth/decomposition.json' with { type: 'json' };

const periods = (values: ArrayLike<number>) => detectSeasons(values).map(({ period }) => period);

test('known series have their seasons', () => {
  expect(periods(truth.taylor).slice(0, 2).sort()).toEqual([336, 48]);
  expect(periods(truth.air.map(Math.log))).toEqual([12]);
  expect(periods(truth.nottem)).toEqual([12]);
});

test('a day of five minutes is found under noise, bursts, gaps and a level shift', () => {
  const random = seededRandom(21);
  const values = Float64Array.from({ length: 4032 }, (_, index) => {
    if (index % 613 < 4) return 1e6;
    const peak = Math.exp(-(((index % 288) - 150) ** 2) / 2000);
    return 40 * peak + 20 * random() + (index > 3000 ? 30 : 0);
  });
  values.fill(Number.NaN, 800, 860);

  const [first] = detectSeasons(values);

  expect(first?.period).toBe(288);
  expect(first?.strength).toBeGreaterThan(0.2);
});

test('noise, a random walk, a line and a constant have no season', () => {
  const random = seededRandom(8);
  let place = 0;
  const noise = Float64Array.from({ length: 2000 }, () => random());
  const walk = Float64Array.from({ length: 2000 }, () => {
    place += random() - 0.5;
    return place;
  });

  expect(periods(noise)).toEqual([]);
  expect(periods(walk)).toEqual([]);
  expect(periods(Float64Array.from({ length: 500 }, (_, index) => index))).toEqual([]);
  expect(periods(new Float64Array(500).fill(3))).toEqual([]);
  expect(periods([])).toEqual([]);
  expect(periods([Number.NaN, Number.NaN, 1])).toEqual([]);
});
