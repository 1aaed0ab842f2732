/** How people are spread over rooms. */
export interface Shape {
  readonly name: string;
  readonly rooms: number;
  /** Sockets in each room; each of them speaks in its turn and hears everybody. */
  readonly people: number;
}

export const SHAPES: readonly Shape[] = [
  { name: '1x1000', rooms: 1, people: 1_000 },
  { name: '1x5000', rooms: 1, people: 5_000 },
  { name: '100x100', rooms: 100, people: 100 },
  { name: '5000x2', rooms: 5_000, people: 2 },
];

/** Small enough for a machine that has other things to do: it shows that everything runs, and no figure to quote. */
export const QUICK_SHAPE: Shape = { name: '1x300', rooms: 1, people: 300 };

const MOST_SOCKETS = 200_000;

/**
 * Reads a shape: rooms, `x`, people in each.
 *
 * @returns undefined when it is none, or has more than 200,000 sockets
 * @example
 * parseShape('100x100') // => { name: '100x100', rooms: 100, people: 100 }
 * parseShape('many') // => undefined
 */
export function parseShape(text: string): Shape | undefined {
  const [, rooms, people] = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(text) ?? [];
  if (rooms === undefined || people === undefined) return undefined;
  const shape = { name: text, rooms: Number(rooms), people: Number(people) };
  return shape.rooms * shape.people > MOST_SOCKETS ? undefined : shape;
}

/** Deliveries that may be under way at once while a server is saturated. */
const UNDER_WAY = 256_000;
/** Messages, however few hear each: a pod lets 1,000 wait for Redis and refuses the next. */
const MOST_MESSAGES = 1_000;

/**
 * Messages that may be on their way at once: enough that a server always has something to do, too few to make any of
 * its bounded queues run over.
 *
 * @example
 * windowOf({ name: '1x1000', rooms: 1, people: 1000 }) // => 256
 */
export function windowOf(shape: Shape): number {
  return Math.min(MOST_MESSAGES, Math.max(16, Math.floor(UNDER_WAY / shape.people)));
}
