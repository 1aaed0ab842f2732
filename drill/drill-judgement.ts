import { type DoneDeed, isUnforeseen, sortCuts } from './drill-deeds.ts';
import type { DrillPlan } from './drill-plan.ts';
import { type DrillSample, type DrillVerdict, measuresOf } from './drill-verdict.ts';
import type { DrillAudit } from './drill-words.ts';

/** What others than the samples know of a drill. */
export interface DrillWitnesses {
  /** What the ledger of messages says. */
  readonly audit: DrillAudit;
  /** By the scaler's own count. */
  readonly leadWonSeconds: number;
  readonly deeds: readonly DoneDeed[];
  /** What went wrong with pods, in words. */
  readonly troubles: readonly string[];
}

/** What a drill showed, of the samples that count; what was broken on purpose is held against nobody. */
export function judgeDrill(
  samples: readonly DrillSample[],
  plan: DrillPlan,
  { audit, leadWonSeconds, deeds, troubles }: DrillWitnesses,
): DrillVerdict {
  const counted = samples.filter((sample) => sample.counted);
  const foreseeable = samples.map((sample) =>
    isUnforeseen(deeds, sample.at) ? { ...sample, counted: false } : sample,
  );
  const { lead } = measuresOf(foreseeable, plan);
  const since = counted[0]?.crowd;
  const last = samples.at(-1)?.crowd;
  return {
    ...audit,
    trace: plan.trace.name,
    speed: plan.speed,
    minutes: ((counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0)) / 60_000,
    measures: measuresOf(samples, plan),
    readyBefore: lead.readyBefore,
    rises: lead.rises,
    leadSeconds: lead.medianSeconds,
    leadWonSeconds,
    cuts: sortCuts(
      counted.map(({ at, crowd }) => ({ at, cutsFrom: crowd.cutsFrom })),
      deeds,
    ),
    handedOver: (last?.handedOver ?? 0) - (since?.handedOver ?? 0),
    gaps: last?.gaps ?? 0,
    accepted: last?.accepted ?? 0,
    heard: last?.heard ?? 0,
    deeds: deeds.map(({ deed, at }) => ({ deed, at })),
    troubles,
  };
}
