import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

test('a seed gives the numbers of Mulberry32', () => {
  const random = seededRandom(1);

  expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
});

test('two seeds give different numbers, and two generators do not disturb each other', () => {
  const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];

  const pairs = Array.from({ length: 50 }, () => [one(), other(), same()]);

  expect(pairs.every(([first, second, third]) => first === third && first !== second)).toBe(true);
});

test('numbers fill the span from 0 to below 1 evenly', () => {
  const random = seededRandom(123);
  const counts = new Uint32Array(10);

  for (let draw = 0; draw < 100_000; draw++) {
    const bin = Math.floor(random() * 10);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }

  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(counts.reduce((sum, count) => sum + count)).toBe(100_000);
  expect(chiSquared).toBeLessThan(27.9);
});

test('a seed that is no whole number still gives numbers', () => {
  expect([-1, 2 ** 40, 0.5].map((seed) => seededRandom(seed)()).every((value) => value >= 0 && value < 1)).toBe(true);
});
