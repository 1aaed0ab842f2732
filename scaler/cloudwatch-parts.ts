import type { CollectWindow } from './collector.ts';

/** A part of a window that CloudWatch still has at one period. */
export interface CloudWatchPart {
  /** The first and, not included, the last; whole multiples of the period. */
  readonly fromAt: number;
  readonly endAt: number;
  readonly periodSeconds: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What CloudWatch still keeps, by age (API reference of GetMetricData), less an hour for the time that asking takes. */
const KEPT = [
  { mostAgeMs: 15 * DAY_MS - HOUR_MS, seconds: 60 },
  { mostAgeMs: 63 * DAY_MS - HOUR_MS, seconds: 300 },
  { mostAgeMs: 455 * DAY_MS - HOUR_MS, seconds: 3_600 },
];
/** Of one answer; CloudWatch gives up to 100,800 for all metrics of a question. */
const MOST_POINTS = 20_000;

/**
 * A window in parts by what CloudWatch keeps: minutes for 15 days, five minutes for 63, hours for 455. Only whole
 * periods are asked for, since one that has not ended counts less than it will.
 *
 * @returns oldest first
 */
export function cloudWatchParts(window: CollectWindow, periodSeconds: number, now: number): CloudWatchPart[] {
  const parts: CloudWatchPart[] = [];
  let endAt = Math.min(window.toAt, now);
  for (const { mostAgeMs, seconds } of KEPT) {
    const period = Math.ceil(periodSeconds / seconds) * seconds;
    const periodMs = period * 1000;
    // A coarser part begins where the finer one does, which is a whole hour.
    const oldest = Math.ceil((now - mostAgeMs) / HOUR_MS) * HOUR_MS;
    const fromAt = Math.ceil(Math.max(window.fromAt, oldest) / periodMs) * periodMs;
    endAt = Math.floor(endAt / periodMs) * periodMs;
    for (let end = endAt; end > fromAt; end -= MOST_POINTS * periodMs) {
      parts.unshift({ fromAt: Math.max(fromAt, end - MOST_POINTS * periodMs), endAt: end, periodSeconds: period });
    }
    endAt = Math.min(endAt, fromAt);
    if (fromAt <= window.fromAt + periodMs) break;
  }
  return parts;
}
