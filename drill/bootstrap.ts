import { seededRandom } from '#forecast-lib';

/** A mean of differences, and between which two numbers it lies with 95 % confidence. */
export interface PairedDifference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 2000;

/**
 * How much one policy differs from another over the same traces: the mean of the differences, and its interval by drawing
 * traces again with replacement (Efron 1979, percentile method). With few traces it is wide, as it should be; with one
 * there is none.
 *
 * @example
 * pairedDifference([1, 1, 1], [3, 3, 3], 1) // => { mean: -2, low: -2, high: -2 }
 */
export function pairedDifference(ours: readonly number[], theirs: readonly number[], seed: number): PairedDifference {
  const differences = ours.map((value, index) => value - (theirs[index] ?? Number.NaN));
  const count = differences.length;
  if (count < 2) return { mean: differences[0] ?? Number.NaN, low: Number.NaN, high: Number.NaN };
  const random = seededRandom(seed);
  const means = Array.from({ length: DRAWS }, () => {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += differences[Math.floor(random() * count)] as number;
    return sum / count;
  }).sort((one, other) => one - other);
  const at = (level: number) => means[Math.floor(level * (DRAWS - 1))] as number;
  return { mean: differences.reduce((sum, value) => sum + value, 0) / count, low: at(0.025), high: at(0.975) };
}
