import { type EnsembleGroup, fitGroup, type GroupMemory } from './ensemble-group.ts';
import { EnsembleHistory } from './ensemble-history.ts';
import type { NaiveMember } from './ensemble-members.ts';
import { logarithmSpace } from './ensemble-space.ts';
import { type EnsembleState, pendingSize, roomFor, watchedLead } from './ensemble-state.ts';
import { fillGaps } from './gap-fill.ts';
import type { LaggedShape } from './lagged-series.ts';
import type { LeadGroup } from './lead-group.ts';
import { type Series, stepsPerDay, timeAt } from './series.ts';
import { type SpikeBound, spikeBoundOf, withinBound } from './spike-bound.ts';

const SHORTEST = 30;
/** Seasons that are looked at, and samples where there are no seasons. */
const LONGEST_SEASONS = 56;
const LONGEST = 16_384;
/** Days of history from which weeks are learnt. */
const WEEKLY_DAYS = 15;
/** Origins that a group needs. */
const FEWEST_ORIGINS = 10;
const NEWEST = 5;
/** Widths of the bound for spikes that a sample may be beyond it. */
const BURST = 10;

/** Learns a series; nothing if it is too short, or constant. */
export function fitEnsemble(
  series: Series,
  naive: readonly NaiveMember[],
  asked?: number,
  reach?: number,
): EnsembleState | undefined {
  const recent = newestOf(series, asked);
  const bound = widened(spikeBoundOf(recent.values));
  const actual = recent.values.map((value) => withinBound(bound, value));
  const { length } = actual;
  const shape = shapeOf(recent, asked);
  const values = fillGaps(actual, shape.period > 1 ? shape.period : 0);
  const sorted = values.slice().sort();
  const lowest = sorted[0] as number;
  const highest = sorted[length - 1] as number;
  const known = actual.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  if (known < SHORTEST || !(highest > lowest)) return undefined;
  const look = { naive, shape, space: logarithmSpace(values), nonNegative: lowest >= 0 };
  const season = shape.period >= 8 ? shape.period : Math.max(12, Math.round(length / 28));
  const history = new EnsembleHistory(values, look, roomFor(length, season));
  const first = firstOrigin(length, shape);
  const farthest = Math.max(1, Math.min(reach ?? 2 * season, length - first - FEWEST_ORIGINS - 1));
  const middle = Math.abs(sorted[length >> 1] as number);
  const floor = Math.max(0.05 * middle, 1e-6 * Math.max(Math.abs(lowest), Math.abs(highest)), 1e-300);
  const groups = learntGroups(history, actual, doublingGroups(farthest, season), { first, season, floor });
  if (groups.length === 0) return undefined;
  return {
    history,
    look,
    bound,
    newest: recent.values.slice(-NEWEST),
    season,
    spread: (sorted[Math.floor(0.9 * (length - 1))] as number) - (sorted[Math.floor(0.1 * (length - 1))] as number),
    groups,
    pending: groups.map((group) => new Float64Array(watchedLead(group) * pendingSize(history)).fill(Number.NaN)),
    nextAt: timeAt(series, series.values.length),
    stepSeconds: series.stepSeconds,
    taken: 0,
  };
}

/** Learns one group after the other, up to the first that too little is known of. */
function learntGroups(
  history: EnsembleHistory,
  actual: Float64Array,
  groups: readonly LeadGroup[],
  memory: GroupMemory,
): EnsembleGroup[] {
  const learnt: EnsembleGroup[] = [];
  for (const group of groups) {
    const next = fitGroup(history, actual, group, memory);
    if (next === undefined) break;
    learnt.push(next);
  }
  return learnt;
}

/** Bursts are to be learnt from; what is hundreds of usual ranges away is not. */
function widened({ low, high }: SpikeBound): SpikeBound {
  const aside = BURST * (high - low);
  return { low: low - aside, high: high + aside };
}

/** The newest samples, from a known one on. */
function newestOf(series: Series, asked: number | undefined): Series {
  const period = asked ?? stepsPerDay(series.stepSeconds);
  const longest = Math.max(LONGEST_SEASONS * period, LONGEST);
  let from = Math.max(0, series.values.length - longest);
  while (from < series.values.length - 1 && Number.isNaN(series.values[from])) from++;
  return { ...series, values: series.values.slice(from), startAt: timeAt(series, from) };
}

/** A season that fits three times, else none; weeks where the season is a day. */
function shapeOf({ values, stepSeconds, startAt }: Series, asked: number | undefined): LaggedShape {
  const day = stepsPerDay(stepSeconds);
  const wanted = asked ?? day;
  const period = wanted > 1 && values.length >= 3 * wanted ? wanted : 1;
  if (period !== day) return { period, weekSteps: 0, week: 0, weekStart: 0 };
  const weekSteps = 7 * period;
  const sinceMonday = startAt / 1000 - 4 * 86_400;
  const weekStart = ((Math.floor(sinceMonday / stepSeconds) % weekSteps) + weekSteps) % weekSteps;
  return { period, weekSteps, week: values.length >= WEEKLY_DAYS * period ? weekSteps : 0, weekStart };
}

/** The oldest origin that has all behind it that features look at. */
function firstOrigin(length: number, { period, week }: LaggedShape): number {
  if (week > 0) return Math.max(week, Math.min(8 * period, length - 8 * period));
  return Math.max(period, Math.min(2 * period, Math.floor(length / 3)));
}

/**
 * Leads in groups, each about twice as far as the one before; one ends at a season.
 *
 * @example
 * doublingGroups(48, 24).map(({ to }) => to) // => [1, 2, 3, 6, 12, 24, 48]
 */
export function doublingGroups(reach: number, season: number): readonly LeadGroup[] {
  const ends: number[] = [];
  for (let end = 1; end < Math.min(season, reach); end = end < 3 ? end + 1 : 2 * end) ends.push(end);
  const nearest = Math.min(season, reach);
  if (ends.length > 3 && nearest < 1.4 * (ends.at(-1) as number)) ends.pop();
  for (let end = nearest; end < reach; end *= 2) ends.push(end);
  ends.push(reach);
  return ends.map((to, index) => ({ from: index === 0 ? 1 : (ends[index - 1] as number) + 1, to }));
}
