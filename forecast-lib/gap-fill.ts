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
  const shift = (at: number): number => (at >= 0 ? seasonMove(filled, at, period) : Number.NaN);
  const left = from > 0 ? from - 1 : -1;
  const right = to < filled.length ? to : -1;
  const seasonal = period > 1 && from - period >= 0;
  const leftValue = seasonal ? shift(left) : at(filled, left);
  const rightValue = seasonal ? shift(right) : at(filled, right);
  for (let index = from; index < to; index++) {
    const share = right < 0 ? 0 : left < 0 ? 1 : (index - left) / (right - left);
    const between = mix(leftValue, rightValue, share);
    filled[index] = seasonal ? at(filled, index - period) + (Number.isNaN(between) ? 0 : between) : between;
  }
}

/** How far the sample is from the one a season before it. */
function seasonMove(filled: Float64Array, index: number, period: number): number {
  return at(filled, index) - at(filled, index - period);
}

function at(filled: Float64Array, index: number): number {
  return filled[index] ?? Number.NaN;
}

function mix(left: number, right: number, share: number): number {
  if (Number.isNaN(left)) return right;
  if (Number.isNaN(right)) return left;
  return left + (right - left) * share;
}
