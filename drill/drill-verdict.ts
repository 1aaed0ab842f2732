import type { Cuts } from './drill-deeds.ts';
import type { Deed, DrillPlan } from './drill-plan.ts';
import type { CrowdStanding, DrillAudit } from './drill-words.ts';
import { type RunMeasures, RunMeter } from './run-measures.ts';

/** One look at a drill. */
export interface DrillSample {
  /** By the drill's clock. */
  readonly at: number;
  /** Whether it counts: the scaler foresees something, and the time to count has come. */
  readonly counted: boolean;
  readonly wanted: number;
  readonly crowd: CrowdStanding;
  readonly desired: number;
  readonly ready: number;
  readonly paid: number;
  /** Pods that are ready and have their doors open. */
  readonly open: number;
  /** What is foreseen for `foreseenAt`. */
  readonly foreseen: { readonly at: number; readonly mean: number; readonly low: number; readonly high: number } | null;
}

/** What a drill showed. Seconds are those of the trace, milliseconds the machine's. */
export interface DrillVerdict extends DrillAudit {
  readonly trace: string;
  readonly speed: number;
  readonly minutes: number;
  readonly measures: RunMeasures;
  /** The part of rises before which all pods were ready, in percent; without those that a deed made. */
  readonly readyBefore: number;
  readonly rises: number;
  readonly leadSeconds: number;
  /** With as many pods as the plan had ready, and plain HPA would not have had: by the scaler's own count. */
  readonly leadWonSeconds: number;
  readonly cuts: Cuts;
  readonly handedOver: number;
  readonly gaps: number;
  readonly accepted: number;
  readonly heard: number;
  /** What was broken on purpose, or made to come. */
  readonly deeds: ReadonlyArray<{ readonly deed: Deed; readonly at: number }>;
  readonly troubles: readonly string[];
}

export interface Thresholds {
  /** Percent. */
  readonly readyBefore: number;
  readonly p99Ms: number;
}

export const THRESHOLDS: Thresholds = { readyBefore: 90, p99Ms: 1_000 };

/** Adds up the looks that count. */
export function measuresOf(samples: readonly DrillSample[], plan: DrillPlan): RunMeasures {
  const meter = new RunMeter();
  samples.forEach((sample, index) => {
    const before = samples[index - 1];
    if (!sample.counted || before === undefined) return;
    const { crowd, wanted, ready, paid, desired } = sample;
    meter.scaled(before.desired, desired);
    meter.add({
      second: sample.at / 1000,
      seconds: (sample.at - before.at) / 1000,
      people: wanted,
      capacity: plan.capacity,
      ready,
      paid,
      places: ready,
      leastPods: plan.minReplicas,
      refused: 0,
      away: Math.max(0, crowd.here - crowd.online),
      cut: crowd.cuts - before.crowd.cuts,
      handedOver: crowd.handedOver - before.crowd.handedOver,
      reconnects: crowd.welcomes - before.crowd.welcomes,
    });
  });
  return meter.result();
}

/** Which promises a drill broke, in words; none where all were kept. */
export function brokenBy(verdict: DrillVerdict, thresholds: Thresholds): string[] {
  const broken: string[] = [];
  const { lost, doubled, reordered, other, gaps, cuts, rises, readyBefore, p99Ms, troubles } = verdict;
  for (const [count, what] of [
    [lost, 'were lost'],
    [doubled, 'came twice'],
    [reordered, 'came out of order'],
    [other, 'were not what was said'],
  ] as const) {
    if (count > 0) broken.push(`${count} messages ${what}: ${verdict.examples[0] ?? ''}`);
  }
  if (gaps > 0) broken.push(`${gaps} times somebody was told of a gap`);
  if (cuts.unplanned > 0) {
    const from = Object.entries(cuts.from).map(([pod, count]) => `${count} from ${pod}`);
    broken.push(`${cuts.unplanned} people were cut off although nothing was broken there: ${from.join(', ')}`);
  }
  if (rises > 0 && readyBefore < thresholds.readyBefore) {
    broken.push(
      `pods were ready before ${readyBefore.toFixed(0)} % of ${rises} rises, and not ${thresholds.readyBefore} %`,
    );
  }
  if (p99Ms > thresholds.p99Ms) broken.push(`p99 was ${Math.round(p99Ms)} ms, and not ${thresholds.p99Ms} ms`);
  for (const trouble of troubles) broken.push(trouble);
  return broken;
}
