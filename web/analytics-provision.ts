import type { Column } from './analytics-column.ts';

/** Pods that were too many and too few, times how long, in minutes. */
export interface Provision {
  readonly overMinutes: number;
  readonly underMinutes: number;
}

/**
 * How many pods were ready beside how many were needed. `undefined` where nothing can be compared.
 *
 * @example
 * provisionOf({ value: [100, 250], ready: [2, 2], target: 100, stepSeconds: 60 }) // => { overMinutes: 1, underMinutes: 1 }
 */
export function provisionOf(known: {
  readonly value: Column;
  readonly ready: Column;
  /** What a pod is meant to carry. */
  readonly target: number | undefined;
  readonly stepSeconds: number;
}): Provision | undefined {
  const { value, ready, target, stepSeconds } = known;
  if (target === undefined || !(target > 0)) return undefined;
  let over = 0;
  let under = 0;
  let rows = 0;
  for (const [index, load] of value.entries()) {
    const pods = ready[index];
    if (load === null || pods === null || pods === undefined) continue;
    rows += 1;
    const spare = pods - Math.max(1, Math.ceil(load / target));
    if (spare > 0) over += spare;
    else under -= spare;
  }
  if (rows === 0) return undefined;
  return { overMinutes: (over * stepSeconds) / 60, underMinutes: (under * stepSeconds) / 60 };
}

/** A moment at which another number of pods was wanted. */
export interface ScaleEvent {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * When another number of pods was wanted than before; over a gap, nobody knows.
 *
 * @example
 * scaleEvents([0, 60, 120], [2, 2, 4]) // => [{ at: 120, from: 2, to: 4 }]
 */
export function scaleEvents(at: readonly number[], desired: Column): ScaleEvent[] {
  return at.flatMap((time, index) => {
    const [from, to] = [desired[index - 1], desired[index]];
    if (from === null || from === undefined || to === null || to === undefined || from === to) return [];
    return [{ at: time, from, to }];
  });
}
