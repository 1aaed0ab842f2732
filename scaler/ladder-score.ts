import { mean, sampleStandardDeviation } from 'simple-statistics';

/** What a stretch of time showed, once it is over. Counts of pods. */
export interface Trial {
  /** Its end, in epoch milliseconds. */
  readonly at: number;
  readonly seconds: number;
  /** That were needed, as it turned out. */
  readonly needed: number;
  /** That would have been ready by the plan. */
  readonly planned: number;
  /** That would have been ready with plain HPA. */
  readonly reactive: number;
}

/** The sums of an hour, in seconds of pods. */
export interface HourScore {
  readonly startAt: number;
  readonly seconds: number;
  readonly needed: number;
  /** What the plan cost more than plain HPA. */
  readonly regret: number;
  readonly missed: number;
  readonly missedReactive: number;
}

export interface Score extends Omit<HourScore, 'startAt' | 'seconds'> {
  /** Watched, in hours. */
  readonly hours: number;
  /** The regret of an hour, which with 95 % confidence is not higher. */
  readonly regretAtMost: number;
}

const HOUR_MS = 3_600_000;
/** The normal quantile of a one-sided confidence of 95 %. */
const CONFIDENT = 1.645;

/** The hours with a stretch of time more. A stretch with numbers that cannot be is left out. */
export function withTrial(hours: readonly HourScore[], trial: Trial, missingCost: number): readonly HourScore[] {
  const { at, seconds, needed, planned, reactive } = trial;
  if (![at, seconds, needed, planned, reactive].every(Number.isFinite) || seconds <= 0) return hours;
  const startAt = hourOf(at);
  const [missed, missedReactive] = [planned, reactive].map((pods) => Math.max(0, needed - pods) * seconds);
  const sums = {
    startAt,
    seconds,
    needed: needed * seconds,
    regret: (planned - reactive) * seconds + missingCost * ((missed ?? 0) - (missedReactive ?? 0)),
    missed: missed ?? 0,
    missedReactive: missedReactive ?? 0,
  };
  const hour = hours.find((one) => one.startAt === startAt);
  if (hour === undefined) return [...hours, sums];
  return hours.map((one) => (one === hour ? added(one, sums) : one));
}

function added(one: HourScore, other: HourScore): HourScore {
  return {
    startAt: one.startAt,
    seconds: one.seconds + other.seconds,
    needed: one.needed + other.needed,
    regret: one.regret + other.regret,
    missed: one.missed + other.missed,
    missedReactive: one.missedReactive + other.missedReactive,
  };
}

/** The hours that began at a time or later. */
export function hoursSince(hours: readonly HourScore[], since: number): readonly HourScore[] {
  return hours.filter(({ startAt }) => startAt >= since);
}

/** When the hour began in which a time is. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

export function scoreOf(hours: readonly HourScore[]): Score {
  const sum = (of: (hour: HourScore) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  const each = hours.map(({ regret, seconds }) => (regret / seconds) * 3600);
  const spread = each.length > 1 ? (CONFIDENT * sampleStandardDeviation(each)) / Math.sqrt(each.length) : 0;
  return {
    hours: sum(({ seconds }) => seconds) / 3600,
    needed: sum(({ needed }) => needed),
    regret: sum(({ regret }) => regret),
    missed: sum(({ missed }) => missed),
    missedReactive: sum(({ missedReactive }) => missedReactive),
    regretAtMost: each.length > 0 ? mean(each) + spread : 0,
  };
}
