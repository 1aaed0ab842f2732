import type { SessionFlow } from './session-flow.ts';

/** What there is room for when people have to move. */
export interface StormRoom {
  /** Free places on pods that take people. */
  readonly places: number;
  /** Of them, this part may be used up by people who move; the rest is for those who come. */
  readonly share: number;
  /** New connections that the pods that take people take together in a second. */
  readonly acceptPerSecond: number;
  /** For so long until there is room again. */
  readonly seconds: number;
  /** Of them, this part may be people who move: whoever comes by himself is not to wait for them. */
  readonly acceptShare: number;
}

/**
 * How many pods may be let go at once, so that moving their people is never a storm: the emptiest first, while the people
 * on them find places and are taken in time by the pods that stay. One that is empty may always go.
 *
 * @param connections of the pods that are to go, the first first
 * @example
 * mayGo([0, 20, 400], { places: 100, share: 0.5, acceptPerSecond: 100, seconds: 60, acceptShare: 0.5 }) // => 2
 */
export function mayGo(connections: readonly number[], room: StormRoom): number {
  const budget = Math.min(room.places * room.share, room.acceptPerSecond * room.seconds * room.acceptShare);
  let moved = 0;
  let count = 0;
  for (const people of connections) {
    moved += Math.max(0, people);
    if (people >= 1 && moved > budget) break;
    count++;
  }
  return count;
}

/**
 * Whether a storm was seen a moment ago: people who were cut off and come back. What is seen then is no measure of what is
 * needed, so that no pod is shut or let go by it.
 *
 * @param calmSeconds so long after the last sign of it
 */
export function isStorm(flow: SessionFlow | null, at: number, calmSeconds: number): boolean {
  return flow !== null && flow.stormAt !== null && at - flow.stormAt < calmSeconds * 1000;
}
