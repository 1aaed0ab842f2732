import type { LaggedSeries } from './lagged-series.ts';

/** How many features there are, without and with a week. */
const DAILY = 11;
const WEEKLY = 18;

/** How many numbers `directFeatures` writes for this series. */
export function directFeatureCount(series: LaggedSeries): number {
  return series.week > 0 ? WEEKLY : DAILY;
}

/**
 * Writes what is known at an origin about a lead: last values, means of an hour and a day, the same time yesterday and last
 * week, and profiles; each of these at the target's time and at the origin's, so that their
 * difference is the season's own move. All but the first, which is 1, are less the base: the profile at the target. So a
 * ridge that is pulled to 0 is pulled to the profile.
 *
 * @param origin index of the last known sample, at least a season (a week, if there is one) from the start
 * @param lead steps ahead, from 1
 * @returns the base
 */
export function directFeatures(
  series: LaggedSeries,
  origin: number,
  lead: number,
  into: Float64Array,
  offset: number,
): number {
  const { values, smooth, period } = series;
  const target = origin + lead;
  const same = target - Math.ceil(lead / period) * period;
  const before = origin - period;
  const hour = Math.max(1, Math.round(period / 24));
  const base = series.profile(same);
  const end = origin + 1;
  let at = offset;
  into[at++] = 1;
  into[at++] = (values[origin] as number) - base;
  into[at++] = (values[origin > 0 ? origin - 1 : 0] as number) - base;
  into[at++] = series.mean(origin - 2, end) - base;
  into[at++] = series.mean(end - hour, end) - base;
  into[at++] = series.mean(end - period, end) - base;
  into[at++] = (values[same] as number) - base;
  into[at++] = (smooth[same] as number) - base;
  into[at++] = (smooth[before] as number) - base;
  into[at++] = (values[before] as number) - base;
  into[at++] = series.profile(before) - base;
  if (series.week > 0) weeklyFeatures(series, origin, target, base, into, at);
  return base;
}

function weeklyFeatures(
  series: LaggedSeries,
  origin: number,
  target: number,
  base: number,
  into: Float64Array,
  offset: number,
): void {
  const { values, smooth, week, period } = series;
  const same = target - Math.ceil((target - origin) / week) * week;
  const before = origin - week;
  let at = offset;
  into[at++] = (smooth[same] as number) - base;
  into[at++] = (values[same] as number) - base;
  into[at++] = (smooth[before] as number) - base;
  into[at++] = (values[before] as number) - base;
  into[at++] = series.weekProfile(same) - base;
  into[at++] = series.weekProfile(before) - base;
  into[at++] = series.mean(before + 1 - period, before + 1) - base;
}
