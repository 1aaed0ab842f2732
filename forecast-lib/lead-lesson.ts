import { mean } from 'simple-statistics';
import { CleanWindow } from './clean-window.ts';
import { type Feature, featuresFor } from './features.ts';
import { ForecastFault } from './forecast-fault.ts';
import { type LeadGroup, leadGroups } from './lead-group.ts';
import { type Series, stepsPerDay } from './series.ts';
import { drawRows, type TrainingRows } from './training-rows.ts';

/** A series made ready for learners that forecast groups of leads directly. */
export interface LeadLesson {
  readonly clean: CleanWindow;
  /** Samples within the bound, in the places of the window; NaN where missing. */
  readonly actual: Float64Array;
  readonly features: readonly Feature[];
  /** Columns of the features for a straight line. */
  readonly linear: readonly number[];
  readonly groups: readonly LeadGroup[];
  /** The least that counts as the scale of an origin. */
  readonly floor: number;
  /** Index of the first origin to learn from. */
  readonly first: number;
  /** Steps at the end that are held back first, to measure on. */
  readonly held: number;
}

const SHORTEST = 24;
/** Most samples that are looked at, unless nine seasons are more. */
const LONGEST = 16_384;
/** Farthest lead of a series without a season. */
const FARTHEST = 48;
/** Share of the series that is held back. */
const HELD = 0.25;
/** A row counts half as much after this share of the series. Of 0.25, 0.5 and 1, it forecast best in trials. */
const HALF_LIFE = 0.25;

/** Features for a straight line: few, so that they need few rows. */
const LINEAR = new Set(
  (
    'lag-1 mean-12 mean-36 slope-6 slope-24 day-ago day-ago-wide two-days-ago three-days seven-days change-day-ago ' +
    'gap-to-day-ago gap-of-days mean-day week-ago week-ago-wide change-week-ago gap-to-week-ago gap-of-weeks'
  ).split(' '),
);

/**
 * Makes a series ready. Its season is a day unless a period is told, and none where it does not fit twice.
 *
 * @throws ForecastFault `too-short` below 24 samples
 */
export function leadLesson(series: Series, asked: number | undefined): LeadLesson {
  const all = series.values.length;
  if (all < SHORTEST) throw new ForecastFault('too-short', `${all} samples, this model needs ${SHORTEST}`);
  const day = stepsPerDay(series.stepSeconds);
  const season = asked ?? day;
  const period = season > 1 && 2 * season <= all ? season : 0;
  const { clean, actual } = CleanWindow.of(series, period, Math.max(LONGEST, 9 * period));
  const { length } = clean.window;
  const features = featuresFor(period, length, period === day).filter(({ kind }) => kind !== 'ratio');
  return {
    clean,
    actual,
    features,
    linear: features.flatMap(({ name }, column) => (LINEAR.has(name) ? [column] : [])),
    groups: leadGroups(period || Math.min(FARTHEST, length >> 2)),
    floor: floorOf(clean.window.values.subarray(0, length)),
    first: Math.min(Math.max(4, 2 * period), length >> 2),
    held: Math.max(Math.round(HELD * length), Math.min(2 * period, length >> 1)),
  };
}

/** Samples that a model of a lesson needs to go on: for its longest look back, and some. */
export function keptSamples(period: number): number {
  return 9 * period + 512;
}

/** Rows of one group with origins and targets in [from, end). */
export function lessonRows(
  { clean, actual, features, floor }: LeadLesson,
  group: LeadGroup,
  from: number,
  end: number,
  count: number,
): TrainingRows {
  const halfLife = HALF_LIFE * clean.window.length;
  return drawRows(features, clean.window, floor, { from, end, group, count, halfLife, actual });
}

/** A tenth of the mean distance from the mean. */
function floorOf(values: Float64Array): number {
  const center = mean(Array.from(values));
  const aside = values.reduce((sum, value) => sum + Math.abs(value - center), 0) / values.length;
  return Math.max(0.1 * aside, 1e-9 * Math.abs(center), 1e-300);
}
