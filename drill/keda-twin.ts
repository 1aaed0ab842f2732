import type { HpaReading } from './hpa-proposal.ts';
import { type Asking, askTrigger, askTriggers, type NamedTarget, type TriggerAnswer } from './keda-ask.ts';
import type { KedaFallback, KedaSpec } from './keda-spec.ts';

/** What the twin remembers between two loops. */
export interface KedaState {
  /** Errors in a row, by HPA's name of the metric. */
  readonly failures: Readonly<Record<string, number>>;
  /** What the poll loop saw last, by trigger; none after an error. */
  readonly cache: Readonly<Record<number, TriggerAnswer>>;
  /** When a trigger was active last; null before the first time. */
  readonly activeAt: number | null;
}

export const NEW_KEDA: KedaState = { failures: {}, cache: {}, activeAt: null };

export interface KedaOutcome {
  readonly state: KedaState;
  /** What KEDA sets itself: only between nothing and something, HPA does the rest. */
  readonly replicas: number;
  readonly why: string;
}

/**
 * One round of the poll loop: asks every trigger, keeps what it was told for HPA, and turns the pods on or off
 * (kedacore/keda: pkg/scaling/scale_handler.go, pkg/scaling/executor/scale_scaledobjects.go).
 */
export function* pollKeda(state: KedaState, spec: KedaSpec, at: number, replicas: number): Asking<KedaOutcome> {
  const answers = yield* askTriggers(spec.triggers);
  const cache = Object.fromEntries(
    answers.flatMap((answer, index) => (answer.kind === 'told' ? [[index, answer]] : [])),
  );
  const active = answers.some((answer) => answer.kind === 'told' && answer.active);
  const failed = answers.some(({ kind }) => kind !== 'told');
  return activate({ ...state, cache }, spec, { at, active, failed, replicas });
}

/**
 * A state that the scaler pushed: true acts at once, false waits for the next poll.
 */
export function pushKeda(state: KedaState, spec: KedaSpec, at: number, replicas: number, active: boolean): KedaOutcome {
  if (!active) return { state, replicas, why: 'a pushed "inactive" is ignored' };
  return activate(state, spec, { at, active, failed: false, replicas });
}

interface Seen {
  readonly at: number;
  readonly active: boolean;
  readonly failed: boolean;
  readonly replicas: number;
}

function activate(state: KedaState, spec: KedaSpec, { at, active, failed, replicas }: Seen): KedaOutcome {
  const { minReplicas, idleReplicas, fallback, cooldownSeconds } = spec;
  const as = (count: number, why: string): KedaOutcome => ({ state, replicas: count, why });
  if (active) {
    const awake = { ...state, activeAt: at };
    const asleep = replicas === 0 || (idleReplicas !== undefined && replicas < minReplicas);
    if (asleep) return { state: awake, replicas: Math.max(minReplicas, 1), why: 'a trigger is active' };
    return { state: failed ? state : awake, replicas, why: 'a trigger is active' };
  }
  if (failed) {
    if (fallback === undefined || fallback.replicas === 0) return as(replicas, 'no trigger answers');
    return as(fallbackReplicas(fallback, replicas), 'no trigger answers: fallback');
  }
  const least = idleReplicas ?? 0;
  if (replicas > least && (idleReplicas !== undefined || minReplicas === 0)) {
    const cold = state.activeAt === null || state.activeAt + cooldownSeconds * 1000 < at;
    return cold ? as(least, 'no trigger is active') : as(replicas, 'cooling down');
  }
  if (replicas < minReplicas && idleReplicas === undefined) return as(minReplicas, 'fewer than minReplicas');
  return as(replicas, 'no trigger is active');
}

/** What HPA learns through KEDA's metrics adapter. */
export interface KedaReadings {
  readonly state: KedaState;
  readonly readings: readonly HpaReading[];
}

/**
 * HPA's way to the metrics: each trigger is asked again, unless it uses what was cached. Errors are counted here, for each
 * metric, and when there are more in a row than the threshold, HPA is told the fallback. A scaler that does not say its
 * metrics' names cannot fall back, since there is nothing to count by (keda#8056).
 *
 * @param named the metrics that HPA has been set up with, by trigger
 */
export function* readKeda(
  state: KedaState,
  spec: KedaSpec,
  replicas: number,
  named: readonly (readonly NamedTarget[])[],
): Asking<KedaReadings> {
  const readings: HpaReading[] = [];
  const failures: Record<string, number> = { ...state.failures };
  let { cache } = state;
  for (const [index, { useCachedMetrics }] of spec.triggers.entries()) {
    const cached = useCachedMetrics ? cache[index] : undefined;
    const answer = cached ?? (yield* askTrigger(index));
    if (answer.kind !== 'told') cache = Object.fromEntries(Object.entries(cache).filter(([key]) => key !== `${index}`));
    if (answer.kind === 'unreachable') {
      readings.push(...(named[index] ?? []).map((one) => reading(one, { error: answer.error })));
      continue;
    }
    for (const metric of answer.metrics) {
      failures[metric.name] = answer.kind === 'failed' ? (failures[metric.name] ?? 0) + 1 : 0;
      if ('values' in metric) readings.push(reading(metric, { values: metric.values as readonly number[] }));
      else {
        const { fallback } = spec;
        const falls = fallback !== undefined && (failures[metric.name] ?? 0) > fallback.failureThreshold;
        const count = falls ? fallbackReplicas(fallback, replicas) * Math.trunc(metric.target) : 0;
        readings.push(reading(metric, falls ? { values: [count] } : { error: errorText(answer) }));
      }
    }
  }
  return { state: { ...state, failures, cache }, readings };
}

function reading({ name, target }: NamedTarget, answer: HpaReading['answer']): HpaReading {
  return { name, type: 'AverageValue', target, answer };
}

function errorText(answer: TriggerAnswer): string {
  return answer.kind === 'told' ? '' : answer.error;
}

/**
 * @example
 * fallbackReplicas({ failureThreshold: 3, replicas: 6, behavior: 'currentReplicasIfHigher' }, 10) // => 10
 */
export function fallbackReplicas({ replicas, behavior }: KedaFallback, current: number): number {
  if (behavior === 'currentReplicas') return current;
  if (behavior === 'currentReplicasIfHigher') return Math.max(current, replicas);
  return behavior === 'currentReplicasIfLower' ? Math.min(current, replicas) : replicas;
}
