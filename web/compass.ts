import { type Camera, type Point, type Size, toScreen } from './camera.ts';

/** Nearer than this is here, in screen pixels. */
const HERE = 40;

/**
 * Where a point is for somebody who looks at the middle of the screen, in words.
 *
 * @example
 * whereabouts({ x: 0, y: 0, zoom: 1 }, { x: -200, y: -210 }) // => 'upper left, 290 px from you'
 * whereabouts({ x: 0, y: 0, zoom: 1 }, { x: 5, y: 5 }) // => 'right here'
 */
export function whereabouts(camera: Camera, point: Point): string {
  const dx = point.x - camera.x;
  const dy = point.y - camera.y;
  const distance = Math.hypot(dx, dy);
  if (distance * camera.zoom < HERE) return 'right here';
  const names = ['right', 'lower right', 'below', 'lower left', 'left', 'upper left', 'above', 'upper right'];
  const name = names[sectorOf(dx, dy, names.length)] ?? '';
  return `${name}, ${Math.round(distance / 10) * 10} px from you`;
}

/** Something on the canvas that may be out of sight. */
export interface Sighting {
  readonly at: number;
  readonly place: Point;
  /** How much of the canvas it takes from its place on, roughly. */
  readonly width: number;
  readonly height: number;
  readonly name: string;
  readonly hue: number;
}

/** Points from the edge of the screen to what is out of sight in that direction. */
export interface EdgeMark {
  /** The direction, one of twelve: stays with the mark while it moves. */
  readonly sector: number;
  /** Where it stands on the screen. */
  readonly x: number;
  readonly y: number;
  /** In radians, 0 to the right, clockwise. */
  readonly angle: number;
  readonly count: number;
  /** The latest of those. */
  readonly latest: Sighting;
}

const SECTORS = 12;
/** From the edge to the middle of a mark, in pixels. */
const INSET = { side: 34, above: 96, below: 84 };
/** So little of something, in pixels, cannot be read. */
const SLIVER = 16;

/** The marks for what is out of sight, one a direction. */
export function edgeMarks(camera: Camera, size: Size, sightings: readonly Sighting[]): EdgeMark[] {
  const marks = new Map<number, { count: number; latest: Sighting }>();
  for (const sighting of sightings) {
    if (isInSight(camera, size, sighting)) continue;
    const { x, y } = toScreen(camera, size, sighting.place);
    const sector = sectorOf(x - size.width / 2, y - size.height / 2, SECTORS);
    const mark = marks.get(sector);
    if (mark === undefined) marks.set(sector, { count: 1, latest: sighting });
    else marks.set(sector, { count: mark.count + 1, latest: sighting.at >= mark.latest.at ? sighting : mark.latest });
  }
  return [...marks].map(([sector, mark]) => ({ sector, ...mark, ...atEdge(camera, size, mark.latest.place) }));
}

function isInSight(camera: Camera, size: Size, { place, width, height }: Sighting): boolean {
  const { x, y } = toScreen(camera, size, place);
  const right = x + width * camera.zoom;
  const bottom = y + height * camera.zoom;
  return right > SLIVER && x < size.width - SLIVER && bottom > SLIVER && y < size.height - SLIVER;
}

function atEdge(camera: Camera, size: Size, place: Point): { x: number; y: number; angle: number } {
  const { x, y } = toScreen(camera, size, place);
  const dx = x - size.width / 2;
  const dy = y - size.height / 2;
  const free = {
    x: size.width / 2 - INSET.side,
    y: dy < 0 ? size.height / 2 - INSET.above : size.height / 2 - INSET.below,
  };
  const scale = Math.min(free.x / Math.max(1, Math.abs(dx)), free.y / Math.max(1, Math.abs(dy)));
  return {
    x: Math.round(size.width / 2 + dx * scale),
    y: Math.round(size.height / 2 + dy * scale),
    angle: Math.atan2(dy, dx),
  };
}

function sectorOf(dx: number, dy: number, sectors: number): number {
  return (Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * sectors) + sectors) % sectors;
}
