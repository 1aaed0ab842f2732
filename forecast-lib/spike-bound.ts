/** How far samples may be out before they count as spikes. */
export interface SpikeBound {
  readonly low: number;
  readonly high: number;
}

/** Known samples at the end whose median is always within the bound: a new level is no spike. */
const NEWEST = 5;
/** Share of the samples on either side that are not counted as usual. */
const OUTSIDE = 0.02;
/** Widths of the usual range that a sample may be beside it. */
const WIDTHS = 4;

/**
 * The bound of a series: the range from its 2 % to its 98 % quantile and four times its width on either side, so wide
 * that it takes in the median of the newest five samples. One sort.
 *
 * @param values NaN where missing; at least one is a number
 * @example
 * spikeBoundOf([1, 2, 3, 4, 1e12, 3, 2, 1, 2, 3]) // => { low: -11, high: 16 }
 */
export function spikeBoundOf(values: ArrayLike<number>): SpikeBound {
  const known = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const newest = middleOf(known.slice(-NEWEST));
  known.sort();
  const outside = Math.ceil(OUTSIDE * known.length);
  const last = known.length - 1;
  const lowest = known[Math.min(outside, last >> 1)] as number;
  const highest = known[Math.max(last - outside, last >> 1)] as number;
  const aside = WIDTHS * (highest - lowest);
  return { low: Math.min(lowest - aside, newest), high: Math.max(highest + aside, newest) };
}

/** The nearest number within the bound; NaN stays NaN. */
export function withinBound({ low, high }: SpikeBound, value: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The bound, wider where the newest samples, as they came, are at a level outside it. */
export function widerBound({ low, high }: SpikeBound, newest: ArrayLike<number>): SpikeBound {
  const level = middleOf(Float64Array.from(newest).filter((value) => !Number.isNaN(value)));
  return level < low ? { low: level, high } : level > high ? { low, high: level } : { low, high };
}

/** The median, the higher of the two middle ones; NaN of nothing. */
export function middleOf(numbers: Float64Array): number {
  return numbers.slice().sort()[numbers.length >> 1] ?? Number.NaN;
}
