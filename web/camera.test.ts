import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, panned, revealing, START, toCanvas, toScreen, ZOOM, zoomed } from './camera.ts';

const size = { width: 800, height: 600 };
const camera = fc.record({
  x: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  y: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  zoom: fc.double({ min: ZOOM.least, max: ZOOM.most, noNaN: true }),
});
const point = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });

describe('the camera', () => {
  it('keeps what is under the fingers there while it zooms', () => {
    fc.assert(
      fc.property(camera, point, fc.double({ min: 0.1, max: 10, noNaN: true }), (from, at, factor) => {
        const fixed = toCanvas(from, size, at);

        const there = toScreen(zoomed(from, size, at, factor), size, fixed);

        expect(there.x).toBeCloseTo(at.x, 3);
        expect(there.y).toBeCloseTo(at.y, 3);
      }),
    );
  });

  it('never zooms past its ends, and never goes where no place is', () => {
    expect(zoomed(START, size, { x: 0, y: 0 }, 1e9).zoom).toBe(ZOOM.most);
    expect(zoomed(START, size, { x: 0, y: 0 }, 1e-9).zoom).toBe(ZOOM.least);
    expect(panned({ ...START, x: 1e9 }, -500, 0).x).toBe(1e9);
  });

  it('flies from the one to the other', () => {
    const there = { x: 300, y: -40, zoom: 2 };

    expect(between(START, there, 0)).toEqual(START);
    expect(between(START, there, 1)).toEqual(there);
  });

  it('moves only as far as what must be seen is hidden', () => {
    const clear = { x: 200, y: 200, width: 100, height: 40 };
    const left = { x: -50, y: 200, width: 100, height: 40 };

    expect(revealing(START, size, clear)).toEqual(START);
    expect(toScreen(revealing(START, size, left), size, toCanvas(START, size, left)).x).toBeGreaterThan(0);
  });
});
