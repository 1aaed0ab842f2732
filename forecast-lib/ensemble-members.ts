import type { LaggedSeries } from './lagged-series.ts';
import { insertSorted, middleOfSorted } from './sorted-few.ts';

/** A rule that needs no fit: what it says at an origin about a lead. It looks at nothing after the origin. */
export interface NaiveMember {
  readonly name: string;
  /** Whether it is a sample seen before, as it was. */
  readonly persists?: true;
  readonly at: (series: LaggedSeries, origin: number, lead: number) => number;
}

/** How far back the days of one kind are looked for, and how many of them count. */
const LOOK_BACK_DAYS = 15;
const SAME_DAYS = 7;

function sameSeason({ period }: LaggedSeries, origin: number, lead: number): number {
  return origin + lead - Math.ceil(lead / period) * period;
}

/** The same time last week; of the season before where there was no such week. */
function sameWeek(series: LaggedSeries, origin: number, lead: number): number {
  const { weekSteps } = series;
  const week = origin + lead - Math.ceil(lead / weekSteps) * weekSteps;
  return weekSteps > 0 && week >= 0 ? week : sameSeason(series, origin, lead);
}

function hourOf({ period }: LaggedSeries): number {
  return Math.max(1, Math.round(period / 24));
}

/** How much of a difference of levels is left after a lead: half for each eighth of a season. */
function left({ period }: LaggedSeries, lead: number): number {
  return 0.5 ** (lead / Math.max(1, period / 8));
}

/** What the newest hour is above what a profile said of it. */
function above(series: LaggedSeries, origin: number, expected: number): number {
  return series.mean(origin + 1 - hourOf(series), origin + 1) - expected;
}

/** Median at the target's time of the last days that are of its kind, as working days and weekends are. */
function sameKind(series: LaggedSeries, origin: number, target: number): number {
  const { period, smooth } = series;
  const found = series.scratch;
  const weekend = series.isWeekend(target);
  const first = Math.max(0, target - LOOK_BACK_DAYS * period);
  let count = 0;
  for (let at = target - period; at >= first && count < SAME_DAYS; at -= period)
    if (at <= origin && series.isWeekend(at) === weekend) insertSorted(found, count++, smooth[at] as number);
  if (count > 0) return middleOfSorted(found, count);
  return smooth[target - Math.max(1, Math.ceil((target - origin) / period)) * period] as number;
}

/**
 * The members of the ensemble that are not fitted. Each earned its place: without it, series of its kind were forecast
 * worse in rolling-origin trials; what gained under a hundredth was left out.
 */
export const NAIVE_MEMBERS: readonly NaiveMember[] = [
  { name: 'last-value', persists: true, at: ({ values }, origin) => values[origin] as number },
  {
    name: 'last-hour',
    at: (series, origin) => series.medianBefore(origin, hourOf(series)),
  },
  {
    name: 'seasonal-naive',
    persists: true,
    at: (series, origin, lead) => series.values[sameSeason(series, origin, lead)] as number,
  },
  {
    name: 'weekly-naive',
    persists: true,
    at: (series, origin, lead) => series.values[sameWeek(series, origin, lead)] as number,
  },
  { name: 'profile', at: (series, origin, lead) => series.profile(sameSeason(series, origin, lead)) },
  {
    name: 'profile-at-level',
    at: (series, origin, lead) =>
      series.profile(sameSeason(series, origin, lead)) +
      series.mean(origin - 2, origin + 1) -
      series.profile(origin - series.period),
  },
  {
    name: 'median-near-level',
    at: (series, origin, lead) => {
      const then = series.median[origin - series.period - (hourOf(series) >> 1)] ?? series.median[0];
      const said = series.median[sameSeason(series, origin, lead)] as number;
      return said + left(series, lead) * above(series, origin, then as number);
    },
  },
  {
    name: 'kind-of-day-near-level',
    at: (series, origin, lead) => {
      const middle = Math.max(0, origin - (hourOf(series) >> 1));
      const then = sameKind(series, middle - 1, middle);
      return sameKind(series, origin, origin + lead) + left(series, lead) * above(series, origin, then);
    },
  },
  {
    name: 'week-at-level',
    at: (series, origin, lead) => {
      const { weekSteps, period } = series;
      const same = sameWeek(series, origin, lead);
      const before = origin + 1 - weekSteps;
      const then = weekSteps > 0 && before - period >= 0 ? series.mean(before - period, before) : Number.NaN;
      const now = series.mean(origin + 1 - period, origin + 1);
      const ratio = then > 0 && now > 0 ? Math.min(5, Math.max(0.2, now / then)) : 1;
      return (series.values[same] as number) * ratio;
    },
  },
];
