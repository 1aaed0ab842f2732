/**
 * A copy in which every missing sample has a number: the season before (or after) it, moved by what the nearest known
 * neighbours differ from theirs; a straight line between neighbours where there is no season. Linear cost.
 *
 * @param values NaN where missing; at least one is a number
 * @param period steps in a season, 0 for none
 * @example
 * fillGaps([1, NaN, 3], 0) // => new Float64Array([1, 2, 3])
 */
export function fillGaps(values: ArrayLike<number>, period: number): Float64Array {
  const filled = Float64Array.from(values);
  for (let index = 0; index < filled.length; index++) {
    if (!Number.isNaN(filled[index])) continue;
    let end = index;
    while (end < filled.length && Number.isNaN(filled[end])) end++;
    fillRun(filled, index, end, period);
    index = end;
  }
  return filled;
}

/** Fills [from, to). All before `from` is known; what is at `to` is known or the end. */
function fillRun(filled: Float64Array, from: number, to: number, period: number): void {
  const left = from > 0 ? from - 1 : -1;
  const right = to < filled.length ? to : -1;
  const away = seasonAway(filled, from, to, period);
  const leftValue = away === 0 ? at(filled, left) : seasonMove(filled, left, away);
  const rightValue = away === 0 ? at(filled, right) : seasonMove(filled, right, away);
  for (let step = 0; step < to - from; step++) {
    const index = away > 0 ? to - 1 - step : from + step;
    const share = right < 0 ? 0 : left < 0 ? 1 : (index - left) / (right - left);
    const between = mix(leftValue, rightValue, share);
    filled[index] = away === 0 ? between : at(filled, index + away) + (Number.isNaN(between) ? 0 : between);
  }
}

/** Where the season is that a run takes its shape from: a period back, or in the first season a period on; 0 for none. */
function seasonAway(filled: Float64Array, from: number, to: number, period: number): number {
  if (period <= 1) return 0;
  if (from >= period) return -period;
  const after = filled.subarray(Math.max(from, to - period) + period, to + period);
  return to + period <= filled.length && !after.some(Number.isNaN) ? period : 0;
}

/** How far the sample is from the one a season away. */
function seasonMove(filled: Float64Array, index: number, away: number): number {
  return index < 0 ? Number.NaN : at(filled, index) - at(filled, index + away);
}

function at(filled: Float64Array, index: number): number {
  return filled[index] ?? Number.NaN;
}

function mix(left: number, right: number, share: number): number {
  if (Number.isNaN(left)) return right;
  if (Number.isNaN(right)) return left;
  return left + (right - left) * share;
}
