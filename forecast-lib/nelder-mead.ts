/** How a search goes. */
export interface SearchOptions {
  /** Size of the first steps, for each parameter. */
  readonly steps: readonly number[];
  /** Bounds: outside them the function counts as infinite. */
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  /**
   * Ends when the best and the worst point of the simplex differ by less than this share, and no point is further from
   * the best than a thousandth of its first step.
   */
  readonly tolerance?: number;
  readonly maxEvaluations?: number;
}

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

interface Corner {
  at: Float64Array;
  value: number;
}

/**
 * Looks for the lowest value of a function of a few parameters without its slope (Nelder and Mead, 1965). It finds a
 * local minimum; start it near a good guess. A value that is not finite counts as the worst.
 */
export function minimise(
  cost: (at: Float64Array) => number,
  start: ArrayLike<number>,
  { steps, lower, upper, tolerance = 1e-10, maxEvaluations = 2_000 }: SearchOptions,
): Minimum {
  const size = start.length;
  let evaluations = 0;
  const corner = (at: Float64Array): Corner => {
    evaluations++;
    for (let index = 0; index < size; index++) {
      const value = at[index] as number;
      if (value < (lower?.[index] ?? -Infinity) || value > (upper?.[index] ?? Infinity)) return { at, value: Infinity };
    }
    const value = cost(at);
    return { at, value: Number.isFinite(value) ? value : Infinity };
  };
  const corners = [corner(Float64Array.from(start))];
  for (let index = 0; index < size; index++) {
    const moved = Float64Array.from(start);
    const step = steps[index] ?? 0.1;
    const beyond = (moved[index] as number) + step > (upper?.[index] ?? Infinity);
    moved[index] = (moved[index] as number) + (beyond ? -step : step);
    corners.push(corner(moved));
  }
  const byValue = (one: Corner, other: Corner) => one.value - other.value || 0;
  corners.sort(byValue);
  while (evaluations < maxEvaluations) {
    const best = corners[0] as Corner;
    const worst = corners[size] as Corner;
    const isFlat = !(worst.value - best.value > tolerance * (Math.abs(best.value) + tolerance));
    if (isFlat && corners.every(({ at }) => isNear(at, best.at, steps))) break;
    const middle = centre(corners.slice(0, size));
    const next = improve(corner, middle, worst, best, corners[size - 1] as Corner);
    if (next) corners[size] = next;
    else
      for (let index = 1; index <= size; index++)
        corners[index] = corner(along(best.at, (corners[index] as Corner).at, 0.5));
    corners.sort(byValue);
  }
  const best = corners[0] as Corner;
  return { at: best.at, value: best.value, evaluations };
}

/** A better place for the worst corner: reflected, further out, or nearer; nothing if none is better. */
function improve(
  corner: (at: Float64Array) => Corner,
  middle: Float64Array,
  worst: Corner,
  best: Corner,
  secondWorst: Corner,
): Corner | undefined {
  const reflected = corner(along(middle, worst.at, -1));
  if (reflected.value < best.value) {
    const further = corner(along(middle, worst.at, -2));
    return further.value < reflected.value ? further : reflected;
  }
  if (reflected.value < secondWorst.value) return reflected;
  const nearer = corner(along(middle, worst.at, reflected.value < worst.value ? -0.5 : 0.5));
  return nearer.value < Math.min(worst.value, reflected.value) ? nearer : undefined;
}

/** Corners of the same value on two sides of a valley are no end: the simplex must be small too. */
function isNear(at: Float64Array, best: Float64Array, steps: readonly number[]): boolean {
  return at.every((value, index) => Math.abs(value - (best[index] as number)) <= 1e-3 * Math.abs(steps[index] ?? 0.1));
}

function along(from: Float64Array, to: Float64Array, share: number): Float64Array {
  return from.map((value, index) => value + share * ((to[index] as number) - value));
}

function centre(corners: readonly Corner[]): Float64Array {
  const sum = new Float64Array((corners[0] as Corner).at.length);
  for (const { at } of corners)
    for (let index = 0; index < sum.length; index++) sum[index]! += (at[index] as number) / corners.length;
  return sum;
}
