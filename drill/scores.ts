import { type PairedDifference, pairedDifference } from './bootstrap.ts';
import type { RunMeasures } from './run-measures.ts';

/** One policy on one trace. */
export interface ScoredRun {
  readonly policy: string;
  readonly trace: string;
  readonly measures: RunMeasures;
}

/** The measures that are shown, each with its name and how it is read. */
export const MEASURES = {
  under: { head: 'under %', digits: 2, of: (run) => run.underTimeshare, about: 'part of the time with too few pods' },
  underBy: { head: 'by %', digits: 3, of: (run) => run.underAccuracy, about: 'pods missing, of those needed' },
  over: { head: 'over %', digits: 1, of: (run) => run.overAccuracy, about: 'pods too many, of those needed' },
  overTime: {
    head: 'over time %',
    digits: 0,
    of: (run) => run.overTimeshare,
    about: 'part of the time with too many pods',
  },
  unstable: {
    head: 'unstable %',
    digits: 1,
    of: (run) => run.instability,
    about: 'part of the time in which supply and demand move differently',
  },
  pods: {
    head: 'pods/ideal',
    digits: 3,
    of: (run) => run.podsAgainstIdeal,
    about: 'pods paid for, as a multiple of the fewest',
  },
  unserved: {
    head: 'unserved k·s',
    digits: 1,
    of: (run) => run.unservedSeconds / 1000 / run.days,
    about: 'thousand connection-seconds without a place, in a day',
  },
  cut: { head: 'cut', digits: 2, of: (run) => run.cutPerDay, about: 'times that a connection was cut in a day' },
  moved: {
    head: 'handed over',
    digits: 2,
    of: (run) => run.handedOverPerDay,
    about: 'times that a connection was moved without a gap in a day',
  },
  peak: { head: 'reconnects/s', digits: 0, of: (run) => run.reconnectPeak, about: 'the most reconnects in a second' },
  ready: {
    head: 'ready before %',
    digits: 0,
    of: (run) => run.lead.readyBefore,
    about: 'rises for which all pods were ready before',
  },
  lead: {
    head: 'lead s',
    digits: 0,
    of: (run) => run.lead.medianSeconds,
    about: 'how long before a rise its pods were ready, the median, at most 900',
  },
  actions: {
    head: 'actions/d',
    digits: 0,
    of: (run) => (run.ups + run.downs) / run.days,
    about: 'changes of the number of pods in a day',
  },
} as const satisfies Readonly<
  Record<string, { head: string; digits: number; of: (run: RunMeasures) => number; about: string }>
>;

export type MeasureName = keyof typeof MEASURES;

/** A policy over all traces. */
export interface PolicyScore {
  readonly policy: string;
  /** Means over traces. */
  readonly means: Readonly<Record<MeasureName, number>>;
  /** Against the first policy, over the same traces; undefined for itself. */
  readonly against: Readonly<Record<'under' | 'pods' | 'cut', PairedDifference>> | undefined;
}

/** Adds up runs by policy, in their order. Only traces that every policy has finished are counted, so that means compare. */
export function scoresOf(runs: readonly ScoredRun[], seed: number): PolicyScore[] {
  const policies = [...new Set(runs.map(({ policy }) => policy))];
  const traces = [...new Set(runs.map(({ trace }) => trace))].filter((trace) =>
    policies.every((policy) => runs.some((run) => run.policy === policy && run.trace === trace)),
  );
  const of = (policy: string, name: MeasureName) =>
    traces.map((trace) => {
      const run = runs.find((one) => one.policy === policy && one.trace === trace) as ScoredRun;
      return MEASURES[name].of(run.measures);
    });
  const [control] = policies;
  return policies.map((policy) => {
    const mean = (name: MeasureName) => of(policy, name).reduce((sum, value) => sum + value, 0) / traces.length;
    const names = Object.keys(MEASURES) as MeasureName[];
    const difference = (name: MeasureName) => pairedDifference(of(policy, name), of(control as string, name), seed);
    return {
      policy,
      means: Object.fromEntries(names.map((name) => [name, mean(name)])) as Record<MeasureName, number>,
      against:
        policy === control
          ? undefined
          : { under: difference('under'), pods: difference('pods'), cut: difference('cut') },
    };
  });
}

/**
 * The policies that none beats in both cost and shortage.
 *
 * @example
 * paretoFront([{ name: 'a', x: 1, y: 2 }, { name: 'b', x: 2, y: 1 }, { name: 'c', x: 2, y: 3 }]) // => ['a', 'b']
 */
export function paretoFront(
  points: readonly { readonly name: string; readonly x: number; readonly y: number }[],
): string[] {
  return points
    .filter(({ x, y }) => !points.some((other) => other.x <= x && other.y <= y && (other.x < x || other.y < y)))
    .map(({ name }) => name);
}
