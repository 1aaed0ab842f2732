import { describe, expect, it } from 'vitest';
import { START } from './camera.ts';
import { edgeMarks, whereabouts } from './compass.ts';

const size = { width: 800, height: 600 };
const sighting = (x: number, y: number, at = 0) => ({
  at,
  place: { x, y },
  width: 100,
  height: 20,
  name: 'Ada',
  hue: 0,
});

describe('where something is', () => {
  it.each([
    [200, 0, 'right, 200 px from you'],
    [150, 150, 'lower right, 210 px from you'],
    [0, 300, 'below, 300 px from you'],
    [-300, -10, 'left, 300 px from you'],
    [-300, 10, 'left, 300 px from you'],
    [0, -90, 'above, 90 px from you'],
  ])('is said in words: %i, %i', (x, y, words) => {
    expect(whereabouts(START, { x, y })).toBe(words);
  });

  it('is marked at the edge only for what cannot be read where it is', () => {
    expect(edgeMarks(START, size, [sighting(0, 0), sighting(-450, 0), sighting(380, 0)])).toEqual([]);
    expect(edgeMarks(START, size, [sighting(-520, 0)])).toHaveLength(1);
    expect(edgeMarks({ ...START, zoom: 4 }, size, [sighting(300, 0)])).toHaveLength(1);
  });

  it('has one mark a direction, inside the screen, that leads to the latest', () => {
    const marks = edgeMarks(START, size, [sighting(5_000, 10, 1), sighting(9_000, 20, 2), sighting(0, -4_000, 3)]);

    expect(marks.map(({ count, latest }) => [count, latest.at])).toEqual([
      [2, 2],
      [1, 3],
    ]);
    for (const { x, y } of marks) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(size.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(size.height);
    }
  });
});
