import type { ScaledObject } from './scaled-object.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { GetMetricSpecResponse, GetMetricsResponse } from './scaler-protocol.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { type Answer, answerFrom, type Freshness } from './stale-ladder.ts';

/** What answers are made from. */
export interface AnswerSource {
  readonly store: SnapshotStore;
  /** Whether a workload, as `workloadKey` writes it, is in the file of workloads. */
  readonly knows: (workload: string) => boolean;
  readonly freshness: Freshness;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * One metric, with target 1: its value is the number of pods. From the trigger alone, so that it never fails for want of
 * data: KEDA's fallback does not work when this call does not (keda#8056).
 */
export function metricSpecs({ metricName }: ScaledObject): GetMetricSpecResponse {
  return { metricSpecs: [{ metricName, targetSize: 1, targetSizeFloat: 1 }] };
}

/**
 * The answer for a workload.
 *
 * @throws ScalerFault `unknown-workload`
 */
export function answerFor({ workload, narrowing }: ScaledObject, source: AnswerSource): Answer {
  if (!source.knows(workload)) throw new ScalerFault('unknown-workload', [workload]);
  return answerFrom(source.store.latest(workload), source.now(), source.freshness, narrowing);
}

/**
 * The pods to be had, as both numbers that KEDA knows. An error only where nothing recent enough is known, so that KEDA
 * falls back.
 *
 * @throws ScalerFault `unknown-metric`, `no-answer`
 */
export function metricValues({ metricName }: ScaledObject, asked: string, answer: Answer): GetMetricsResponse {
  if (asked !== metricName) throw new ScalerFault('unknown-metric', [`"${asked.slice(0, 80)}" is not "${metricName}"`]);
  const replicas = replicasOf(answer);
  return { metricValues: [{ metricName, metricValue: replicas, metricValueFloat: replicas }] };
}

/**
 * Whether there shall be any pod.
 *
 * @throws ScalerFault `no-answer`
 */
export function isActive(answer: Answer): boolean {
  return replicasOf(answer) > 0;
}

function replicasOf(answer: Answer): number {
  if (answer.rung === 'none') throw new ScalerFault('no-answer', [answer.reason]);
  return answer.replicas;
}
