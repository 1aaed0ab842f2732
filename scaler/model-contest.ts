import { mean, sampleStandardDeviation } from 'simple-statistics';
import { lossOf, type ModelRole, type PredictionOutcome } from './prediction.ts';

/** What two models lost in one hour, over the same moments. */
export interface ContestHour {
  readonly startAt: number;
  readonly champion: number;
  readonly challenger: number;
  readonly pairs: number;
}

/** Champion and challenger, as JSON holds it. */
export interface Contest {
  readonly hours: readonly ContestHour[];
  /** Outcomes of one of them, that wait for the other's. */
  readonly single: Readonly<Record<string, { readonly role: ModelRole; readonly loss: number }>>;
}

export const NO_CONTEST: Contest = { hours: [], single: {} };

/** A challenger takes over when it lost less, by so much, in so many hours, with 95 % confidence. */
const FEWEST_HOURS = 24;
const MOST_HOURS = 24 * 7;
const LEAST_GAIN = 0.02;
const CONFIDENT = 1.645;
const HOUR_MS = 3_600_000;
const MOST_SINGLE = 100;

/** The contest with an outcome more: what both said of one moment at one horizon counts, and nothing else. */
export function withRound(contest: Contest, outcome: PredictionOutcome): Contest {
  const key = `${outcome.forAt} ${outcome.leadSeconds}`;
  const loss = lossOf(outcome);
  const other = contest.single[key];
  if (other === undefined || other.role === outcome.role) {
    const entries = Object.entries({ ...contest.single, [key]: { role: outcome.role, loss } });
    return { ...contest, single: Object.fromEntries(entries.slice(-MOST_SINGLE)) };
  }
  const { [key]: _, ...single } = contest.single;
  const [champion, challenger] = outcome.role === 'champion' ? [loss, other.loss] : [other.loss, loss];
  const startAt = Math.floor(outcome.forAt / HOUR_MS) * HOUR_MS;
  const before = contest.hours.find((hour) => hour.startAt === startAt);
  const hour: ContestHour = {
    startAt,
    champion: (before?.champion ?? 0) + champion,
    challenger: (before?.challenger ?? 0) + challenger,
    pairs: (before?.pairs ?? 0) + 1,
  };
  const hours = [...contest.hours.filter((one) => one.startAt !== startAt), hour];
  return { hours: hours.sort((one, two) => one.startAt - two.startAt).slice(-MOST_HOURS), single };
}

/** Why the challenger takes over, in words; undefined while it does not. */
export function challengerWins({ hours }: Contest): string | undefined {
  if (hours.length < FEWEST_HOURS) return undefined;
  const gains = hours.map(({ champion, challenger, pairs }) => (champion - challenger) / pairs);
  const lost = mean(hours.map(({ champion, pairs }) => champion / pairs));
  const gain = mean(gains);
  // Hours are nearly apart from each other, moments in an hour are not: hours are what is counted.
  const sure = gain - (CONFIDENT * sampleStandardDeviation(gains)) / Math.sqrt(gains.length);
  if (!(sure > 0 && gain >= LEAST_GAIN * lost)) return undefined;
  const percent = Number(((100 * gain) / lost).toPrecision(2));
  return `over ${hours.length} hours it was ${percent} % nearer to what came`;
}
