import { expect, test } from 'vitest';
import { DailyShape } from './daily-shape.ts';

const day = (level: number, wave: number) =>
  Float64Array.from({ length: 24 }, (_, slot) => level + wave * Math.sin((2 * Math.PI * slot) / 24));

test('the shape is learned whatever the level and in spite of an outlier and gaps', () => {
  const shape = new DailyShape(24);

  for (let index = 0; index < 20; index++) {
    const values = day(index * 100, 10);
    if (index === 7) values[3] = 1e12;
    if (index === 9) values.fill(Number.NaN, 5, 12);
    shape.take(values);
  }

  for (const slot of [0, 6, 12, 18])
    expect((shape.smooth[slot] ?? 0) + (shape.detail[slot] ?? 0)).toBeCloseTo(
      10 * Math.sin((2 * Math.PI * slot) / 24),
      0,
    );
});

test('a weekday that differs is learned beside the common day', () => {
  const shape = new DailyShape(24);

  for (let index = 0; index < 56; index++) shape.take(day(index % 7 === 6 ? 60 : 100, 10));

  const sunday = shape.week.subarray(6 * 24, 7 * 24);
  const monday = shape.week.subarray(0, 24);
  expect(Math.max(...sunday)).toBeLessThan(-30);
  expect(Math.max(...monday.map(Math.abs))).toBeLessThan(5);
});

test('what was saved goes on as if nothing had been', () => {
  const shape = new DailyShape(24);
  for (let index = 0; index < 9; index++) shape.take(day(50, 3));

  const restored = DailyShape.restore(JSON.parse(JSON.stringify(shape.save())));
  for (const one of [shape, restored]) one.take(day(55, 4));

  expect(restored.save()).toEqual(shape.save());
  expect(restored.smooth).toEqual(shape.smooth);
});
