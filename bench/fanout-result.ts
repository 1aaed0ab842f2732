import type { Sharing } from './fanout-stand.ts';
import type { Trial } from './fanout-trial.ts';

/** The figures of one server in one shape: medians over the rounds. */
export interface Figures {
  readonly name: string;
  readonly connectsPerSecond: number;
  readonly connectsPerCpuSecond: number;
  readonly bytesPerConnection: number;
  readonly deliveriesPerSecond: number;
  readonly deliveriesPerCpuSecond: number;
  readonly serverCores: number;
  readonly generatorCores: number;
  readonly storeCores: number;
  readonly loads: readonly LoadFigures[];
  /** The greatest load that was taken though it was offered whatever came back, in deliveries per second. */
  readonly sustainedPerSecond: number;
  /** Sockets lost and messages refused in all rounds. */
  readonly lost: number;
  readonly refused: number;
  /** Rounds in which it could not, and why it could not first. */
  readonly failed: number;
  readonly because?: string;
  /** What a server said about a message or a socket that it did not want, first. */
  readonly complaint?: string;
}

export interface LoadFigures {
  readonly load: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly saidP99Ms: number;
  readonly generatorP99Ms: number;
  readonly delivered: number;
  readonly deliveriesPerCpuSecond: number;
}

/** One of ours beside one of them: ours divided by theirs in each round, the median of that. */
export interface Ratio {
  readonly ours: string;
  readonly theirs: string;
  readonly deliveriesPerCpuSecond: number;
  readonly deliveriesPerSecond: number;
  readonly connectsPerSecond: number;
  readonly connectsPerCpuSecond: number;
  readonly bytesPerConnection: number;
  readonly singleP99Ms: number;
  /** The greatest fixed load that both took in each round, in deliveries per second; null when there is none. */
  readonly commonLoad: number | null;
  /** Per second of processor time at that load: where neither has more to gather than the other. */
  readonly commonPerCpuSecond: number;
  readonly commonP99Ms: number;
}

/** One shape, one way of sharing, everybody who took part. */
export interface Section {
  readonly shape: string;
  readonly sharing: Sharing;
  readonly at: string;
  readonly rounds: number;
  readonly partMs: number;
  readonly figures: readonly Figures[];
  readonly ratios: readonly Ratio[];
}

/** A trial, or why there is none. */
export type Outcome = Trial | { readonly fault: string };

/** Who is read against whom. */
const PAIRS = [
  ['breakwater', 'ws'],
  ['breakwater', 'limit'],
  ['breakwater', 'socket.io'],
  ['breakwater', 'centrifugo'],
  ['edge', 'edge-naive'],
] as const;

/**
 * The middle of some numbers; what is no number does not count.
 *
 * @example
 * median([3, 1, Number.NaN, 2]) // => 2
 * median([1, 2]) // => 1.5
 */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.filter((number) => Number.isFinite(number)).sort((one, other) => one - other);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (low + high) / 2;
}

/** What all rounds of one server come to. */
export function figuresOf(name: string, outcomes: readonly Outcome[]): Figures {
  const trials = outcomes.filter(isTrial);
  const because = outcomes.find((outcome) => !isTrial(outcome));
  const complaint = trials.flatMap(({ complaints }) => complaints)[0];
  const middle = (read: (trial: Trial) => number) => rounded(median(trials.map(read)));
  const loads = new Set(trials.flatMap((trial) => trial.loads.map(({ load }) => load)));
  return {
    name,
    connectsPerSecond: middle((trial) => trial.connectsPerSecond),
    connectsPerCpuSecond: middle((trial) => trial.connectsPerCpuSecond),
    bytesPerConnection: middle((trial) => trial.bytesPerConnection),
    deliveriesPerSecond: middle((trial) => trial.saturation.deliveriesPerSecond),
    deliveriesPerCpuSecond: middle((trial) => trial.saturation.deliveriesPerCpuSecond),
    serverCores: middle((trial) => trial.saturation.serverCores),
    generatorCores: middle((trial) => trial.saturation.generatorCores),
    storeCores: middle((trial) => trial.saturation.storeCores),
    loads: [...loads].map((load) => loadFigures(load, trials)),
    sustainedPerSecond: middle((trial) => trial.sustainedPerSecond),
    lost: trials.reduce((sum, { lost }) => sum + lost, 0),
    refused: trials.reduce((sum, { refused }) => sum + refused, 0),
    failed: outcomes.length - trials.length,
    ...(complaint !== undefined && { complaint }),
    ...(because && !isTrial(because) && { because: because.fault }),
  };
}

/** Ours beside theirs, for everybody who is there in at least one round together. */
export function ratiosOf(rounds: ReadonlyArray<ReadonlyMap<string, Outcome>>): Ratio[] {
  return PAIRS.flatMap(([ours, theirs]) => {
    const pairs = rounds.flatMap((round) => {
      const [own, other] = [round.get(ours), round.get(theirs)];
      return own && other && isTrial(own) && isTrial(other) ? [[own, other] as const] : [];
    });
    if (pairs.length === 0) return [];
    const middle = (read: (trial: Trial) => number) => {
      return rounded(median(pairs.map(([own, other]) => read(own) / read(other))));
    };
    const common = commonLoadOf(pairs.flat());
    const atCommon = (trial: Trial) => trial.loads.find(({ load }) => load === common);
    return {
      ours,
      theirs,
      deliveriesPerCpuSecond: middle((trial) => trial.saturation.deliveriesPerCpuSecond),
      deliveriesPerSecond: middle((trial) => trial.saturation.deliveriesPerSecond),
      connectsPerSecond: middle((trial) => trial.connectsPerSecond),
      connectsPerCpuSecond: middle((trial) => trial.connectsPerCpuSecond),
      bytesPerConnection: middle((trial) => trial.bytesPerConnection),
      singleP99Ms: middle((trial) => trial.loads.find(({ load }) => load === 'single')?.p99Ms ?? Number.NaN),
      commonLoad: common === undefined ? null : Number(common),
      commonPerCpuSecond: middle((trial) => atCommon(trial)?.deliveriesPerCpuSecond ?? Number.NaN),
      commonP99Ms: middle((trial) => atCommon(trial)?.p99Ms ?? Number.NaN),
    };
  });
}

function commonLoadOf(trials: readonly Trial[]): string | undefined {
  const [first, ...others] = trials.map((trial) =>
    trial.loads.map(({ load }) => load).filter((load) => /^\d+$/.test(load)),
  );
  const common = (first ?? []).filter((load) => others.every((loads) => loads.includes(load)));
  return common.toSorted((one, other) => Number(one) - Number(other)).at(-1);
}

function loadFigures(load: string, trials: readonly Trial[]): LoadFigures {
  const found = trials.flatMap((trial) => trial.loads.filter((one) => one.load === load));
  const middle = (read: (one: (typeof found)[number]) => number) => rounded(median(found.map(read)));
  return {
    load,
    p50Ms: middle((one) => one.p50Ms),
    p99Ms: middle((one) => one.p99Ms),
    saidP99Ms: middle((one) => one.saidP99Ms),
    generatorP99Ms: middle((one) => one.generatorP99Ms),
    delivered: middle((one) => one.delivered),
    deliveriesPerCpuSecond: middle((one) => one.deliveriesPerCpuSecond),
  };
}

function isTrial(outcome: Outcome): outcome is Trial {
  return !('fault' in outcome);
}

/** Four digits: more are noise. */
function rounded(number: number): number {
  return Number(number.toPrecision(4));
}
