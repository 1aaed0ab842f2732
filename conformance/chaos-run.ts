import { setTimeout as pause } from 'node:timers/promises';
import { CHAOS_LANES, type ChaosLane, type ChaosPlan, nextEvent } from './chaos-plan.ts';
import { type ChaosReport, chaosReportOf } from './chaos-report.ts';
import { ChaosStage } from './chaos-stage.ts';
import type { ChaosAnswer, ChaosQuestion } from './chaos-words.ts';
import { CrowdProcess } from './crowd-process.ts';
import { randomSeeded } from './random-seeded.ts';

const ROOM_SIZE = 20;
const CALM_MS = 1_000;
const SETTLE_MS = 45_000;
/** Who interrupts does not want to wait. */
const INTERRUPTED_MS = 5_000;

export interface ChaosOptions {
  /** Ends it early, with what was seen so far. */
  readonly interrupt?: AbortSignal;
  readonly tell?: (sentence: string) => void;
  /** Without it, pods alone. */
  readonly edge?: boolean;
}

/** Starts everything, lets it break by the seed while everybody talks, heals it, and reports what everybody saw. */
export async function runChaos(plan: ChaosPlan, options: ChaosOptions = {}): Promise<ChaosReport> {
  const { interrupt = new AbortController().signal, tell = () => {}, edge = true } = options;
  const stage = await ChaosStage.start(plan.seed, edge);
  const crowd = new CrowdProcess<ChaosQuestion, ChaosAnswer>(`${import.meta.dirname}/chaos-crowd-main.ts`);
  try {
    const { clients, seed, perSecond } = plan;
    tell(`${clients} clients come in`);
    await crowd.ask({ ask: 'enter', seed, clients, roomSize: ROOM_SIZE, urls: stage.urls });
    await crowd.ask({ ask: 'talk', perSecond });
    const over = AbortSignal.any([interrupt, AbortSignal.timeout(plan.minutes * 60_000)]);
    const begun = performance.now();
    const events: Record<string, number> = {};
    await Promise.all(
      CHAOS_LANES.map((lane, index) =>
        rage(stage, lane, randomSeeded(seed * 31 + index), over, (name) => {
          const key = `${lane}: ${name}`;
          events[key] = (events[key] ?? 0) + 1;
          tell(`${((performance.now() - begun) / 1_000).toFixed(1)} s ${key}`);
        }),
      ),
    );
    const seconds = (performance.now() - begun) / 1_000;
    if (!interrupt.aborted) await pause(CALM_MS);
    tell('everything is healed; the ledger is read');
    const { report } = await crowd.ask({ ask: 'settle', patienceMs: interrupt.aborted ? INTERRUPTED_MS : SETTLE_MS });
    if (report === undefined) throw new Error('The crowd gave no report');
    return chaosReportOf(plan, { seconds, events, complaints: stage.complaints, partial: interrupt.aborted }, report);
  } finally {
    await crowd.close();
    await stage.stop();
  }
}

async function rage(
  stage: ChaosStage,
  lane: ChaosLane,
  random: () => number,
  over: AbortSignal,
  note: (name: string) => void,
): Promise<void> {
  while (!over.aborted) {
    const event = nextEvent(lane, random);
    await pause(event.afterMs, undefined, { signal: over }).catch(() => {});
    if (over.aborted) return;
    note(event.name);
    await stage.befall(lane, event);
  }
}
