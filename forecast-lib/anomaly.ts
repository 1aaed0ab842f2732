import { errorFunction } from 'simple-statistics';
import type { Forecast } from './forecast.ts';
import { normalQuantile } from './normal-quantile.ts';

/** No distance is told beyond this many deviations: a band without width makes every other one endless. */
const FURTHEST = 40;

/**
 * How far a sample is from where it was expected, in standard deviations of the first lead's band, below 0 where it is
 * too low; from -40 to 40, NaN where the sample is missing. Between two quantiles the deviation goes in a straight line
 * from the one level's normal quantile to the other's, and beyond the last as steeply as in the outermost part that has
 * a width: bands that are not even on both sides count on each side as they are.
 *
 * @param forecast made before the sample was known; only its first lead is read. With one level the mean's distance to
 *   it is the width
 */
export function anomalySigmas(forecast: Forecast, value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  const points = bandPoints(forecast);
  const sigmas = between(points, value) ?? beyond(points, value);
  return Math.max(-FURTHEST, Math.min(FURTHEST, sigmas));
}

/**
 * The same from 0 (in the middle of the band) to 1 (cannot be): the chance that a sample would have been nearer to the
 * median, erf(|sigmas| / sqrt 2). 0.9 means one sample in ten is so far off or further; NaN where the sample is missing.
 */
export function anomalyScore(forecast: Forecast, value: number): number {
  const sigmas = anomalySigmas(forecast, value);
  return Math.min(1, Math.max(0, errorFunction(Math.abs(sigmas) / Math.SQRT2)));
}

interface Point {
  readonly value: number;
  readonly sigmas: number;
}

/** The quantiles of the first lead, rising; the mean stands for the median where that alone is missing. */
function bandPoints({ mean, levels, quantiles }: Forecast): Point[] {
  const points = levels.map((level, index) => ({
    value: quantiles[index]?.[0] as number,
    sigmas: normalQuantile(level),
  }));
  if (points.length < 2 && !levels.includes(0.5)) points.push({ value: mean[0] as number, sigmas: 0 });
  return points.sort((one, other) => one.sigmas - other.sigmas);
}

/** Undefined if the value is outside all points. Where several levels have the value, the one nearest the middle counts. */
function between(points: readonly Point[], value: number): number | undefined {
  const same = points.filter((point) => point.value === value).map(({ sigmas }) => sigmas);
  if (same.length > 0) return same.reduce((near, sigmas) => (Math.abs(sigmas) < Math.abs(near) ? sigmas : near));
  const above = points.findIndex((point) => point.value > value);
  const high = points[above];
  const low = points[above - 1];
  if (high === undefined || low === undefined) return undefined;
  return low.sigmas + ((value - low.value) / (high.value - low.value)) * (high.sigmas - low.sigmas);
}

function beyond(points: readonly Point[], value: number): number {
  const isHigh = value > (points[0] as Point).value;
  const outward = isHigh ? [...points].reverse() : points;
  const edge = outward[0] as Point;
  const inner = outward.find((point) => point.value !== edge.value);
  if (inner === undefined) return isHigh ? FURTHEST : -FURTHEST;
  const slope = (edge.sigmas - inner.sigmas) / (edge.value - inner.value);
  return edge.sigmas + (value - edge.value) * slope;
}
