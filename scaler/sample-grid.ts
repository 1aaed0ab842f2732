import { createHash } from 'node:crypto';
import type { Sample } from './collector.ts';

/** Even times that a workload is looked at: every step, a while after whole multiples of it. */
export interface Grid {
  readonly stepMs: number;
  readonly phaseMs: number;
}

/**
 * The grid of a workload. Where in the step it lies comes from its name, so that a thousand workloads spread evenly over
 * the step and every replica looks at the same moments.
 */
export function gridOf(workload: string, stepSeconds: number): Grid {
  const chance = createHash('sha256').update(workload).digest().readUInt32BE() / 2 ** 32;
  return { stepMs: stepSeconds * 1000, phaseMs: Math.floor(chance * stepSeconds) * 1000 };
}

/**
 * The step that is nearest to a time.
 *
 * @example
 * nearestStep({ stepMs: 60_000, phaseMs: 5_000 }, 124_000) // => 2
 */
export function nearestStep({ stepMs, phaseMs }: Grid, at: number): number {
  return Math.round((at - phaseMs) / stepMs);
}

/**
 * The last step that is not after a time.
 *
 * @example
 * stepBefore({ stepMs: 60_000, phaseMs: 5_000 }, 124_000) // => 1
 */
export function stepBefore({ stepMs, phaseMs }: Grid, at: number): number {
  return Math.floor((at - phaseMs) / stepMs);
}

/**
 * @example
 * timeOfStep({ stepMs: 60_000, phaseMs: 5_000 }, 2) // => 125000
 */
export function timeOfStep({ stepMs, phaseMs }: Grid, step: number): number {
  return phaseMs + step * stepMs;
}

/**
 * Samples on the grid from one step to another, both included: the mean of those nearest to each step, NaN where there
 * are none.
 *
 * @example
 * onGrid({ stepMs: 10, phaseMs: 0 }, [{ at: 1, value: 3 }, { at: 19, value: 5 }, { at: 21, value: 7 }], 0, 3) // => new Float64Array([3, NaN, 6, NaN])
 */
export function onGrid(grid: Grid, samples: readonly Sample[], from: number, to: number): Float64Array {
  const sums = new Float64Array(Math.max(0, to - from + 1));
  const counts = new Uint32Array(sums.length);
  for (const { at, value } of samples) {
    const index = nearestStep(grid, at) - from;
    if (!(index >= 0 && index < sums.length && Number.isFinite(value))) continue;
    sums[index] = (sums[index] as number) + value;
    counts[index] = (counts[index] as number) + 1;
  }
  return sums.map((sum, index) => {
    const count = counts[index] as number;
    return count > 0 ? sum / count : Number.NaN;
  });
}
