import { changepoints } from './changepoints.ts';

/** Up to so many shifts of the level are no part of what comes. */
const RARE = 8;

/**
 * What to add to each sample to move the history to where its level is now, so that what was before a shift still tells
 * of the season. Nothing where the level never shifted, or so often that shifts belong to the series. Cost: that of
 * `changepoints`.
 *
 * @param values NaN where missing
 * @param period steps in a season; without one nothing is moved
 */
export function levelMoves(values: Float64Array, period: number): Float64Array | undefined {
  const shifts = period > 1 ? changepoints(values, { period }) : [];
  if (shifts.length === 0 || shifts.length > RARE) return undefined;
  const moves = new Float64Array(values.length);
  for (const { index, size } of shifts) for (let at = 0; at < index; at++) moves[at] = (moves[at] as number) + size;
  return moves;
}
