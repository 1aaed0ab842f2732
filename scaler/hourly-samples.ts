import type { Sample } from './collector.ts';

/** An hour of samples: their mean and their largest, at the hour's begin. */
export interface HourlySample extends Sample {
  readonly max: number;
}

const HOUR_MS = 3_600_000;

/**
 * Hours of even samples. An hour that has fewer than half of its samples is a gap, since a mean of what little is there
 * says nothing about the rest.
 *
 * @param samples rising in time
 * @example
 * hourlySamples([{ at: 0, value: 1 }, { at: 1_800_000, value: 3 }, { at: 3_600_000, value: 9 }], 1_800) // => [{ at: 0, value: 2, max: 3 }, { at: 3600000, value: 9, max: 9 }]
 */
export function hourlySamples(samples: readonly Sample[], stepSeconds: number): HourlySample[] {
  const fewest = Math.max(1, Math.ceil(3_600 / stepSeconds / 2));
  const hours = new Map<number, { sum: number; count: number; max: number }>();
  for (const { at, value } of samples) {
    const hourAt = Math.floor(at / HOUR_MS) * HOUR_MS;
    const hour = hours.get(hourAt) ?? { sum: 0, count: 0, max: Number.NEGATIVE_INFINITY };
    hour.sum += value;
    hour.count++;
    hour.max = Math.max(hour.max, value);
    hours.set(hourAt, hour);
  }
  return [...hours]
    .filter(([, { count }]) => count >= fewest)
    .map(([at, { sum, count, max }]) => ({ at, value: sum / count, max }));
}
