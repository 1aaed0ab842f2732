/**
 * The middle number, or the mean of the two in the middle. Cost n log n; it sorts what it is given, NaN last.
 *
 * @returns NaN of nothing
 * @example
 * median(new Float64Array([3, 1, 2])) // => 2
 */
export function median(values: Float64Array): number {
  values.sort();
  const { length } = values;
  return length === 0 ? Number.NaN : ((values[(length - 1) >> 1] as number) + (values[length >> 1] as number)) / 2;
}
