import { LIMITS } from '#chat';

/** A point: on the canvas in canvas pixels from the start, or on the screen in pixels from the canvas' upper left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is looked at: the point of the canvas that is in the middle of the screen, and how large it is shown. */
export interface Camera extends Point {
  readonly zoom: number;
}

export const START: Camera = { x: 0, y: 0, zoom: 1 };
export const ZOOM = { least: 0.2, most: 4 } as const;

/**
 * Where a point of the canvas is on the screen.
 *
 * @example
 * toScreen({ x: 100, y: 0, zoom: 2 }, { width: 800, height: 600 }, { x: 110, y: 0 }) // => { x: 420, y: 300 }
 */
export function toScreen(camera: Camera, { width, height }: Size, point: Point): Point {
  return { x: width / 2 + (point.x - camera.x) * camera.zoom, y: height / 2 + (point.y - camera.y) * camera.zoom };
}

/**
 * Which point of the canvas is there on the screen.
 *
 * @example
 * toCanvas({ x: 100, y: 0, zoom: 2 }, { width: 800, height: 600 }, { x: 420, y: 300 }) // => { x: 110, y: 0 }
 */
export function toCanvas(camera: Camera, { width, height }: Size, point: Point): Point {
  return { x: camera.x + (point.x - width / 2) / camera.zoom, y: camera.y + (point.y - height / 2) / camera.zoom };
}

/**
 * Moves the canvas under the screen, by screen pixels: as far as a finger moved it.
 *
 * @example
 * panned({ x: 0, y: 0, zoom: 2 }, 20, -10) // => { x: -10, y: 5, zoom: 2 }
 */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return withinReach({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom });
}

/**
 * Zooms by a factor, so that what is at a point of the screen stays there.
 *
 * @example
 * zoomed({ x: 0, y: 0, zoom: 1 }, { width: 800, height: 600 }, { x: 500, y: 300 }, 2) // => { x: 50, y: 0, zoom: 2 }
 */
export function zoomed(camera: Camera, size: Size, at: Point, factor: number): Camera {
  const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, camera.zoom * factor));
  const fixed = toCanvas(camera, size, at);
  return withinReach({
    x: fixed.x - (at.x - size.width / 2) / zoom,
    y: fixed.y - (at.y - size.height / 2) / zoom,
    zoom,
  });
}

/**
 * A camera on its way from one to another, `part` of the way, from 0 to 1. Slow at both ends.
 *
 * @example
 * between({ x: 0, y: 0, zoom: 1 }, { x: 100, y: 0, zoom: 4 }, 0.5) // => { x: 50, y: 0, zoom: 2 }
 */
export function between(from: Camera, to: Camera, part: number): Camera {
  const eased = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
  return {
    x: from.x + (to.x - from.x) * eased,
    y: from.y + (to.y - from.y) * eased,
    zoom: from.zoom * (to.zoom / from.zoom) ** eased,
  };
}

/** So much of the screen is kept free around what is to be seen, in pixels. */
const MARGIN = { side: 24, above: 88, below: 96 };

/**
 * The camera moved as little as needed so that a box on the screen is clear of the edges and of the bars there. Its upper
 * left counts most.
 *
 * @example
 * revealing({ x: 0, y: 0, zoom: 1 }, { width: 400, height: 600 }, { x: 100, y: 560, width: 50, height: 40 }) // => { x: 0, y: 96, zoom: 1 }
 */
export function revealing(camera: Camera, size: Size, box: Point & Size): Camera {
  const right = Math.min(0, size.width - MARGIN.side - (box.x + box.width));
  const down = Math.min(0, size.height - MARGIN.below - (box.y + box.height));
  const dx = Math.max(right, MARGIN.side - box.x);
  const dy = Math.max(down, MARGIN.above - box.y);
  const inside = { x: box.x >= MARGIN.side && right === 0, y: box.y >= MARGIN.above && down === 0 };
  return panned(camera, inside.x ? 0 : dx, inside.y ? 0 : dy);
}

/** A place that others can be told of. */
export function placeOf({ x, y }: Point): Point {
  return withinReach({ x: Math.round(x), y: Math.round(y) });
}

function withinReach<Where extends Point>(where: Where): Where {
  return { ...where, x: bounded(where.x), y: bounded(where.y) };
}

function bounded(value: number): number {
  // No negative zero, which would be written as one.
  return Math.min(LIMITS.placeReach, Math.max(-LIMITS.placeReach, value)) + 0;
}
