import { median } from './median.ts';

/** A space that a series is looked at in: logarithms, moved so that zero has one. */
export interface LogarithmSpace {
  readonly offset: number;
  /** What the way back never exceeds. */
  readonly highest: number;
}

/** Share of the median that is added before the logarithm. */
const OFFSET = 0.1;
/** Times the highest sample that a forecast from this space may be. */
const FURTHEST = 3;

/** The logarithms of a series that never was below 0 and is not all 0; nothing for others. */
export function logarithmSpace(values: Float64Array): LogarithmSpace | undefined {
  const sorted = values.slice();
  const middle = median(sorted);
  const highest = sorted[sorted.length - 1] as number;
  if ((sorted[0] as number) < 0 || highest <= 0) return undefined;
  const high = sorted[Math.floor(0.9 * (sorted.length - 1))] as number;
  return { offset: Math.max(OFFSET * middle, 0.02 * high, 1e-6 * highest), highest: FURTHEST * highest };
}

export function toLogarithm({ offset }: LogarithmSpace, value: number): number {
  return Math.log(value + offset);
}

export function fromLogarithm({ offset, highest }: LogarithmSpace, value: number): number {
  return Math.min(Math.exp(value) - offset, highest);
}
