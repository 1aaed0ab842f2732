import type { Arrival } from './storm-member.ts';
import type { StormPlan } from './storm-plan.ts';
import type { Probed } from './storm-probe.ts';
import type { CrowdReport, LedgerFault } from './storm-words.ts';

/** What happened to the pods while the crowd talked. */
export interface StormScene {
  /** How long each that was asked to leave took, in milliseconds. */
  readonly leftMs: readonly number[];
  /** From the blow, and where pods were asked to leave from the end of the last, until everybody was online. Milliseconds. */
  readonly allBackMs: number;
  /** The worst of the pods that were there all the time. */
  readonly eventLoopP99Ms: number;
  readonly probed: Probed;
  readonly refused: number;
  /** Commands that Redis ran, those in scripts too, and those that it was asked for. */
  readonly redisPerSecond: number;
  readonly redisAskedPerSecond: number;
  readonly megabytes: number;
  /** What only this kind of storm shows, and what it broke. */
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
}

export interface StormReport {
  readonly kind: string;
  readonly clients: number;
  readonly seed: number;
  readonly accepted: number;
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly untoldGaps: number;
  readonly toldGaps: number;
  readonly unaccepted: number;
  readonly exitSeconds: number | null;
  /** Clients that something befell, and of those the share that was never without a socket, or for at most 3 s. */
  readonly hit: number;
  readonly neverOffline: number;
  readonly offlineAtMost3s: number;
  readonly offlineMs: Spread;
  readonly backMs: Spread;
  readonly allBackSeconds: number;
  /** The most that one pod welcomed within a second. */
  readonly peakPerSecond: number;
  readonly welcomeMs: Spread;
  /** As somebody found it who knocked ten times a second, and how many of them were refused with 503 and a time. */
  readonly acceptMs: Spread;
  readonly probesRefused: number;
  readonly probesFailed: number;
  /** From the log to those who hear it: to all, and to those whom nothing befell. */
  readonly deliveryMs: Spread;
  readonly othersDeliveryMs: Spread;
  /** How late the clients' own processes were with what they did by themselves, as with coming back. */
  readonly crowdLateMs: Spread;
  readonly eventLoopP99Ms: number;
  readonly refused: number;
  readonly redisPerSecond: number;
  readonly redisAskedPerSecond: number;
  readonly podMegabytes: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
  readonly examples: readonly string[];
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * @example
 * spreadOf([3, 1, 2]) // => { p50: 2, p99: 3, max: 3 }
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * The most that arrived at one place within any second.
 *
 * @example
 * const arrivals = [0, 400, 900, 1_300].map((at) => ({ at, place: 'pod-1' }));
 * peakOf(arrivals) // => 3
 */
export function peakOf(arrivals: readonly Arrival[]): number {
  let peak = 0;
  const lately = new Map<string, number[]>();
  for (const { at, place } of arrivals.toSorted((one, other) => one.at - other.at)) {
    const times = lately.get(place) ?? [];
    lately.set(place, times);
    times.push(at);
    while ((times[0] ?? at) <= at - 1_000) times.shift();
    peak = Math.max(peak, times.length);
  }
  return peak;
}

export function reportOf(plan: StormPlan, scene: StormScene, crowds: readonly CrowdReport[]): StormReport {
  const members = crowds.flatMap((crowd) => crowd.members);
  const hit = members.filter(({ arrivals }) => arrivals.length > 0);
  const sum = (kind: LedgerFault) => crowds.reduce((total, { faults }) => total + faults[kind], 0);
  const share = (ms: number) => hit.filter(({ offlineMs }) => offlineMs <= ms).length / Math.max(1, hit.length);
  return {
    kind: plan.kind,
    clients: plan.clients,
    seed: plan.seed,
    accepted: crowds.reduce((total, { accepted }) => total + accepted, 0),
    lost: sum('lost'),
    doubled: sum('doubled'),
    reordered: sum('reordered'),
    untoldGaps: sum('other'),
    toldGaps: members.reduce((total, { unrecovered }) => total + unrecovered, 0),
    unaccepted: crowds.reduce((total, { refused }) => total + refused, 0),
    exitSeconds: scene.leftMs.length === 0 ? null : rounded(Math.max(...scene.leftMs) / 1_000),
    hit: hit.length,
    neverOffline: rounded(share(0) * 100),
    offlineAtMost3s: rounded(share(3_000) * 100),
    offlineMs: spreadOf(hit.map(({ offlineMs }) => offlineMs)),
    backMs: spreadOf(hit.flatMap(({ backMs }) => backMs ?? [])),
    allBackSeconds: rounded(scene.allBackMs / 1_000),
    peakPerSecond: peakOf(members.flatMap(({ arrivals }) => arrivals)),
    welcomeMs: spreadOf(hit.flatMap(({ welcomeMs }) => welcomeMs)),
    acceptMs: spreadOf(scene.probed.acceptMs),
    probesRefused: scene.probed.refused,
    probesFailed: scene.probed.failed.length,
    deliveryMs: spreadOf(crowds.flatMap(({ latenciesMs }) => latenciesMs)),
    othersDeliveryMs: spreadOf(crowds.flatMap(({ othersMs }) => othersMs)),
    crowdLateMs: spreadOf(crowds.flatMap(({ lateMs }) => lateMs)),
    eventLoopP99Ms: Math.round(scene.eventLoopP99Ms),
    refused: scene.refused,
    redisPerSecond: Math.round(scene.redisPerSecond),
    redisAskedPerSecond: Math.round(scene.redisAskedPerSecond),
    podMegabytes: Math.round(scene.megabytes),
    figures: scene.figures,
    broken: scene.broken,
    examples: crowds.flatMap(({ examples }) => examples).slice(0, 5),
  };
}

/** What must be so in every storm, and is not. The figures of one machine are in docs/reliability.md. */
export function brokenPromises(report: StormReport): string[] {
  const { lost, doubled, reordered, untoldGaps, toldGaps, exitSeconds, allBackSeconds, broken } = report;
  const faults = Object.entries({ lost, doubled, reordered, untoldGaps, toldGaps }).filter(([, count]) => count > 0);
  return [
    ...faults.map(([name, count]) => `${count} ${name}`),
    ...(exitSeconds !== null && exitSeconds >= 25 ? [`a pod took ${exitSeconds} s to leave`] : []),
    ...(allBackSeconds >= 20 ? [`it took ${allBackSeconds} s until everybody was back`] : []),
    ...broken,
  ];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
