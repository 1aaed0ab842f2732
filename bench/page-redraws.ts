/** How long redraws took, in milliseconds. */
export interface Redraws {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/**
 * Sums up times; a chart of no redraw is a fault of whoever measures.
 *
 * @throws RangeError without any
 * @example
 * redrawsOf([3, 1, 2]) // => { count: 3, median: 2, p95: 3, longest: 3 }
 */
export function redrawsOf(times: readonly number[]): Redraws {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [median, p95, longest] = [at(0.5), at(0.95), sorted.at(-1)];
  if (median === undefined || p95 === undefined || longest === undefined) throw new RangeError('Nothing was drawn');
  return { count: sorted.length, median, p95, longest };
}
