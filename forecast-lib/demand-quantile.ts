import { normalQuantile } from './normal-quantile.ts';

/** What comes in a step: nothing, or something of a random size. */
export interface Demand {
  /** That something comes, from 0 to 1. */
  readonly chance: number;
  /** Mean of what comes, and its variance. */
  readonly size: number;
  readonly variance: number;
  /** Whether it comes in whole numbers. */
  readonly whole: boolean;
}

/** A mean above which counts are as good as a gamma, and cheaper. */
const MANY = 1000;

/**
 * A quantile of what comes in a step. Whole sizes are 1 and a negative binomial of the same variance (a Poisson where the
 * variance is not larger than that); others, and large ones, are a gamma (by Wilson and Hilferty, 1931, some 1 % off).
 *
 * @param level above 0 and below 1
 * @example
 * demandQuantile({ chance: 0.3, size: 4, variance: 0, whole: false }, 0.5) // => 0
 * demandQuantile({ chance: 0.3, size: 4, variance: 0, whole: false }, 0.9) // => 4
 * demandQuantile({ chance: 1, size: 3, variance: 2, whole: true }, 0.5) // => 3
 */
export function demandQuantile({ chance, size, variance, whole }: Demand, level: number): number {
  const inside = (level - (1 - chance)) / chance;
  if (!(inside > 0)) return 0;
  if (whole && size >= 1 && size <= MANY) return 1 + countQuantile(size - 1, variance, inside);
  return gammaQuantile(size, variance, inside);
}

/** Sums the chances of 0, 1, 2 … until the level is reached. */
function countQuantile(mean: number, variance: number, level: number): number {
  if (mean === 0) return 0;
  const spread = Math.max(variance, mean);
  const steady = spread / mean - 1 < 1e-9;
  const shape = steady ? 0 : (mean * mean) / (spread - mean);
  const share = steady ? 0 : mean / (mean + shape);
  let term = steady ? Math.exp(-mean) : (1 - share) ** shape;
  let sum = term;
  let count = 0;
  const longest = mean + 40 * Math.sqrt(spread) + 40;
  while (sum < level && count < longest) {
    term *= steady ? mean / (count + 1) : (share * (shape + count)) / (count + 1);
    sum += term;
    count++;
  }
  return count;
}

function gammaQuantile(mean: number, variance: number, level: number): number {
  const part = variance / (9 * mean * mean);
  return mean * Math.max(0, 1 - part + normalQuantile(level) * Math.sqrt(part)) ** 3;
}
