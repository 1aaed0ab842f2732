import { peopleAt, secondsOf, type Trace } from './trace.ts';

/** What somebody or a plan does to a drill. */
export type Deed = 'kill' | 'cut' | 'spike';

/** Everything that a drill is made of. Seconds are those of the trace. */
export interface DrillPlan {
  /** With its peak as it is to be lived. */
  readonly trace: Trace;
  /** The most people that are there in the part that is lived. */
  readonly peak: number;
  /** Where in the trace it is begun to count, and how long it is lived from there. */
  readonly fromSecond: number;
  readonly seconds: number;
  /** Seconds of the trace in a second. */
  readonly speed: number;
  /** People a pod. */
  readonly capacity: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly coldStartSeconds: number;
  readonly messagesPerSecond: number;
  readonly roomSize: number;
  readonly seed: number;
  /** What is to happen, and when: seconds after the beginning. */
  readonly deeds: ReadonlyArray<{ readonly deed: Deed; readonly second: number }>;
  /** The folder in which the scaler keeps its ledger; without one it is forgotten. */
  readonly ledger?: string | undefined;
}

const STEEP_SECONDS = 1800;

/**
 * Where a trace is worth being lived: its steepest half hour in the last part of it, a third of the way in. What is before is
 * for learning.
 *
 * @example
 * steepestFrom({ name: 'x', origin: '', startAt: 0, stepSeconds: 1800, people: new Float64Array([5, 5, 5, 5, 5, 5, 9, 9, 9]) }, 5400) // => 7200
 */
export function steepestFrom(trace: Trace, seconds: number): number {
  const end = secondsOf(trace);
  let [steepest, at] = [Number.NEGATIVE_INFINITY, end];
  const first = Math.ceil((end * 0.6) / trace.stepSeconds) * trace.stepSeconds;
  for (let second = first; second + STEEP_SECONDS <= end; second += trace.stepSeconds) {
    const rise = peopleAt(trace, second + STEEP_SECONDS) - peopleAt(trace, second);
    if (rise > steepest) [steepest, at] = [rise, second];
  }
  const from = Math.min(at - seconds / 3, end - seconds);
  return Math.max(0, Math.floor(from / trace.stepSeconds) * trace.stepSeconds);
}
