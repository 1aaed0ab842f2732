import { type HourScore, hourOf, hoursSince, scoreOf, type Trial, withTrial } from './ladder-score.ts';

/**
 * How much a workload's plan may do, from nothing to everything: "shadow" only writes down what it would have done,
 * "advise" tells people too, "up-only" adds pods to what plain HPA wants, "full" also takes them away ahead.
 */
export const MODES = ['shadow', 'advise', 'up-only', 'full'] as const;

export type Mode = (typeof MODES)[number];

export interface LadderRules {
  readonly lowest: Mode;
  readonly highest: Mode;
  /** How long a plan must not have been worse than plain HPA before it may do more. */
  readonly proveHours: number;
  /** Over how long it is watched for having become worse. */
  readonly watchHours: number;
  /** What a missing pod costs, in pods that run. */
  readonly missingCost: number;
  /** The regret, as a part of what was needed, at which it does less. */
  readonly regretLimit: number;
  /** The pods missing beyond those that plain HPA misses, as a part of what was needed, at which it does nothing. */
  readonly harmLimit: number;
}

export const DEFAULT_LADDER: LadderRules = {
  lowest: 'shadow',
  highest: 'full',
  proveHours: 24,
  watchHours: 3,
  missingCost: 10,
  regretLimit: 0.1,
  harmLimit: 0.1,
};

/** Where a workload stands, as JSON holds it. */
export interface LadderState {
  readonly mode: Mode;
  /** Since when. */
  readonly since: number;
  readonly hours: readonly HourScore[];
  /** When it was set back, the last times: each time of the last week doubles how long it has to prove itself. */
  readonly setBackAt: readonly number[];
}

export interface LadderChange {
  readonly from: Mode;
  readonly to: Mode;
  readonly why: string;
}

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
const MOST_DOUBLINGS = 3;
/** A minute is too short to judge by, whatever it shows. */
const FEWEST_HOURS = 1 / 6;

export function startLadder(at: number, rules: LadderRules = DEFAULT_LADDER): LadderState {
  return { mode: rules.lowest, since: at, hours: [], setBackAt: [] };
}

/**
 * Takes in what a stretch of time showed, and says whether the plan may do more or less from now on. It goes up a rung
 * when, with 95 % confidence, it cost no more than plain HPA would have, and missed no more pods; down a rung when it
 * costs clearly more; and down to the lowest when it does harm.
 */
export function climb(
  state: LadderState,
  trial: Trial,
  rules: LadderRules = DEFAULT_LADDER,
): { readonly state: LadderState; readonly change: LadderChange | undefined } {
  const at = trial.at;
  const hours = withTrial(state.hours, trial, rules.missingCost).filter(({ startAt }) => startAt > at - WEEK_MS);
  const setBackAt = state.setBackAt.filter((time) => time > at - WEEK_MS);
  const watched: LadderState = { ...state, hours, setBackAt };
  const fall = fallOf(watched, at, rules);
  if (fall !== undefined) {
    const again = at - (setBackAt.at(-1) ?? 0) < rules.watchHours * HOUR_MS;
    const setBacks = again ? setBackAt : [...setBackAt, at];
    return {
      state: { ...watched, mode: fall.to, since: at, setBackAt: setBacks },
      change: { from: state.mode, ...fall },
    };
  }
  const rise = riseOf(watched, at, rules);
  if (rise === undefined) return { state: watched, change: undefined };
  return { state: { ...watched, mode: rise.to, since: at }, change: { from: state.mode, ...rise } };
}

type Move = Omit<LadderChange, 'from'>;

function fallOf({ mode, since, hours }: LadderState, at: number, rules: LadderRules): Move | undefined {
  const below = rung(mode, -1, rules);
  if (below === mode) return undefined;
  const watchedSince = at - rules.watchHours * HOUR_MS;
  // Harm shows in the hour of the change itself; cost only in hours that began after it, or one bad hour would count twice.
  const lately = scoreOf(hoursSince(hours, Math.max(hourOf(since), watchedSince)));
  const score = scoreOf(hoursSince(hours, Math.max(since, watchedSince)));
  if (lately.hours < FEWEST_HOURS) return undefined;
  const harm = (lately.missed - lately.missedReactive) / Math.max(lately.needed, 1);
  if (harm > rules.harmLimit) {
    return { to: rules.lowest, why: `the plan missed ${percent(harm)} of the needed pods more than plain HPA` };
  }
  const regret = score.regret / Math.max(score.needed, 1);
  if (regret <= rules.regretLimit) return undefined;
  return { to: below, why: `the plan cost ${percent(regret)} of the needed pods more than plain HPA` };
}

function riseOf({ mode, since, hours, setBackAt }: LadderState, at: number, rules: LadderRules): Move | undefined {
  const above = rung(mode, 1, rules);
  const patience = rules.proveHours * 2 ** Math.min(setBackAt.length, MOST_DOUBLINGS);
  if (above === mode || at - since < patience * HOUR_MS) return undefined;
  const score = scoreOf(hoursSince(hours, since));
  // An hour that nobody watched proves nothing.
  if (score.hours < patience * 0.9) return undefined;
  if (score.regretAtMost > 0 || score.missed > score.missedReactive) return undefined;
  const saved = percent(Math.max(0, -score.regret) / Math.max(score.needed, 1));
  return {
    to: above,
    why: `over ${Math.round(score.hours)} h the plan saved ${saved} of the needed pods against plain HPA`,
  };
}

function rung(mode: Mode, steps: number, { lowest, highest }: LadderRules): Mode {
  const [least, most] = [MODES.indexOf(lowest), MODES.indexOf(highest)];
  const index = Math.max(least, Math.min(most, MODES.indexOf(mode) + steps));
  return MODES[index] as Mode;
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(2))} %`;
}

/**
 * What is told when the plan wants one count and plain HPA another.
 *
 * @example
 * countIn('shadow', 12, 5) // => 5
 * countIn('up-only', 3, 5) // => 5
 * countIn('full', 3, 5) // => 3
 */
export function countIn(mode: Mode, planned: number, reactive: number): number {
  if (mode === 'full') return planned;
  return mode === 'up-only' ? Math.max(planned, reactive) : reactive;
}

/**
 * The mode that may do less.
 *
 * @example
 * lowerMode('full', 'advise') // => 'advise'
 */
export function lowerMode(one: Mode, other: Mode): Mode {
  return MODES[Math.min(MODES.indexOf(one), MODES.indexOf(other))] as Mode;
}
