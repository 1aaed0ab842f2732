import type { Point } from './camera.ts';

/** What a message takes of the canvas, roughly, in canvas pixels. */
const ROOM = { width: 220, height: 64 };
const MOST_TRIES = 40;

/**
 * The nearest place at or below a wanted one where nothing stands yet.
 *
 * @example
 * freePlace({ x: 0, y: 0 }, [{ x: 30, y: 10 }]) // => { x: 0, y: 74 }
 */
export function freePlace(wanted: Point, taken: readonly Point[]): Point {
  let place = wanted;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const at = place;
    const other = taken.find(
      ({ x, y }) => Math.abs(x - at.x) < ROOM.width && y - at.y < ROOM.height && at.y - y < ROOM.height,
    );
    if (other === undefined) return place;
    place = { x: wanted.x, y: other.y + ROOM.height };
  }
  return place;
}
