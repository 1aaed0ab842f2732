import { expect, test } from 'vitest';
import { levelMoves } from './present-level.ts';

const wave = (level: (index: number) => number) =>
  Float64Array.from({ length: 480 }, (_, index) => level(index) + Math.sin((2 * Math.PI * index) / 24));

test('history before a shift is moved by it', () => {
  const moves = levelMoves(
    wave((index) => (index < 300 ? 10 : 40)),
    24,
  );

  expect(moves?.[0]).toBeCloseTo(30, 0);
  expect(moves?.[479]).toBe(0);
});

test('nothing is moved where the level holds or there is no season', () => {
  expect(
    levelMoves(
      wave(() => 10),
      24,
    ),
  ).toBeUndefined();
  expect(
    levelMoves(
      wave((index) => (index < 300 ? 10 : 40)),
      0,
    ),
  ).toBeUndefined();
});

test('shifts that are many are left as they are', () => {
  expect(
    levelMoves(
      wave((index) => 30 * (Math.floor(index / 30) % 2)),
      24,
    ),
  ).toBeUndefined();
});
