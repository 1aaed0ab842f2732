import { countIn, lowerMode, type Mode } from './ladder.ts';
import { countAt } from './plan-ahead.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What an answer stands on, from best to nothing: a fresh decision; a plan made a while ago, followed in time; the need
 * that was measured now; the pods that were known last; nothing.
 */
export type Rung = 'fresh' | 'old-plan' | 'reactive' | 'last-known' | 'none';

/** How old what an answer stands on may be. */
export interface Freshness {
  /** A forecast is followed as decided. */
  readonly forecastSeconds: number;
  /** An older forecast is still followed, beside what is needed now. */
  readonly oldForecastSeconds: number;
  /** A measurement is taken for now. */
  readonly liveSeconds: number;
  /** After the last measurement, the pods known last are told for so long, and then nothing. */
  readonly lastKnownSeconds: number;
}

export const DEFAULT_FRESHNESS: Freshness = {
  forecastSeconds: 600,
  oldForecastSeconds: 3600,
  liveSeconds: 120,
  lastKnownSeconds: 1800,
};

/** What a trigger narrows: it may do less than the policy, never more. */
export interface Narrowing {
  readonly minReplicas?: number | undefined;
  readonly maxReplicas?: number | undefined;
  readonly mode?: Mode | undefined;
}

export type Answer =
  | { readonly rung: Exclude<Rung, 'none'>; readonly replicas: number; readonly reason: string }
  | { readonly rung: 'none'; readonly reason: string };

/**
 * Answers from what is known. With a live metric, never fewer than it needs; without one, never fewer than the pods known
 * last, until too long has passed. A time in the future is as old as it is far: a clock that is wrong keeps nothing fresh.
 */
export function answerFrom(
  snapshot: Snapshot | undefined,
  at: number,
  freshness: Freshness = DEFAULT_FRESHNESS,
  narrowing: Narrowing = {},
): Answer {
  if (snapshot === undefined) return { rung: 'none', reason: 'nothing was decided yet' };
  const ages = { live: ageOf(snapshot.liveAt, at), forecast: ageOf(snapshot.forecastAt, at) };
  const mode = narrowing.mode === undefined ? snapshot.mode : lowerMode(snapshot.mode, narrowing.mode);
  const found = stepDown({ ...snapshot, mode }, at, ages, freshness);
  if (found.rung === 'none') return found;
  return { ...found, replicas: narrowed(found.replicas, snapshot, narrowing) };
}

interface Ages {
  readonly live: number;
  readonly forecast: number;
}

function stepDown(snapshot: Snapshot, at: number, ages: Ages, freshness: Freshness): Answer {
  const { mode, planned, reactive, neededNow, lastKnown, reason } = snapshot;
  const live = ages.live <= freshness.liveSeconds;
  const acts = mode === 'up-only' || mode === 'full';
  if (live && (!acts || ages.forecast <= freshness.forecastSeconds)) {
    const count = Math.max(countIn(mode, planned, reactive), neededNow);
    return { rung: acts ? 'fresh' : 'reactive', replicas: count, reason };
  }
  const ahead = snapshot.ahead === null ? undefined : countAt(snapshot.ahead, at, 0);
  if (acts && ahead !== undefined && ages.forecast <= freshness.oldForecastSeconds) {
    const [held, what] = live
      ? [Math.max(neededNow, countIn(mode, 0, reactive)), 'need of now']
      : [lastKnown, 'pods known last'];
    return { rung: 'old-plan', replicas: Math.max(ahead, held), reason: `${ageText(ages)}: its plan, and the ${what}` };
  }
  if (live)
    return { rung: 'reactive', replicas: Math.max(reactive, neededNow), reason: `${ageText(ages)}: the need of now` };
  if (ages.live <= freshness.lastKnownSeconds) {
    return { rung: 'last-known', replicas: lastKnown, reason: `${ageText(ages)}: the pods known last` };
  }
  return { rung: 'none', reason: `${ageText(ages)}, which is too old for any answer` };
}

/** Within the policy's bounds, and within those of the trigger where they are inside the policy's. */
function narrowed(count: number, { minReplicas, maxReplicas }: Snapshot, narrowing: Narrowing): number {
  const inside = (bound: number) => Math.min(Math.max(bound, minReplicas), maxReplicas);
  const least = inside(narrowing.minReplicas ?? minReplicas);
  const most = Math.max(least, inside(narrowing.maxReplicas ?? maxReplicas));
  return Math.min(Math.max(count, least), most);
}

function ageOf(time: number | null, at: number): number {
  return time === null ? Number.POSITIVE_INFINITY : Math.abs(at - time) / 1000;
}

function ageText({ live, forecast }: Ages): string {
  const say = (age: number) => (Number.isFinite(age) ? `${Math.round(age)} s old` : 'missing');
  return `the metric is ${say(live)}, the forecast ${say(forecast)}`;
}
