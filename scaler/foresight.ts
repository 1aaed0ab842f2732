import type { MetricForecast } from './metric-state.ts';

/** What a forecast thought the least possible, at even times to come. */
export interface Foresight {
  readonly madeAt: number;
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly least: readonly number[];
}

const EVERY_MS = 600_000;
const KEPT_MS = 3_600_000;

/**
 * Earlier foresights with that of a forecast: one each ten minutes of the last hour. A forecast knows of a fall as soon as it
 * was measured; only those made before can say whether it was to be expected.
 *
 * @param earlier oldest first
 */
export function withForesight(earlier: readonly Foresight[], forecast: MetricForecast): readonly Foresight[] {
  const { madeAt, startAt, stepSeconds, quantiles } = forecast;
  const last = earlier.at(-1);
  const least = quantiles[0];
  if (least === undefined || (last !== undefined && madeAt - last.madeAt < EVERY_MS)) return earlier;
  const kept = earlier.filter((one) => one.madeAt >= madeAt - KEPT_MS);
  return [...kept, { madeAt, startAt, stepSeconds, least }];
}

/**
 * The least that was thought possible for a time, by the oldest of them that reaches it; null where none does.
 *
 * @example
 * leastForeseen([{ madeAt: 0, startAt: 60_000, stepSeconds: 60, least: [5, 3] }], 120_000) // => 3
 */
export function leastForeseen(earlier: readonly Foresight[], at: number): number | null {
  for (const { startAt, stepSeconds, least } of earlier) {
    const found = least[Math.round((at - startAt) / 1000 / stepSeconds)];
    if (found !== undefined) return found;
  }
  return null;
}
