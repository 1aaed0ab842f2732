/**
 * Puts a number into its place among the first `count` of a row that rise. Cheap for a few dozen: the engine's own sort
 * costs a microsecond to start.
 */
export function insertSorted(sorted: Float64Array, count: number, value: number): void {
  let place = count;
  for (; place > 0 && (sorted[place - 1] as number) > value; place--) sorted[place] = sorted[place - 1] as number;
  sorted[place] = value;
}

/** The middle of the first `count` of a row that rise. */
export function middleOfSorted(sorted: Float64Array, count: number): number {
  return ((sorted[(count - 1) >> 1] as number) + (sorted[count >> 1] as number)) / 2;
}
