import { type HpaPast, paced, stabilized } from './hpa-pace.ts';
import { type HpaPods, type HpaReading, highestProposal } from './hpa-proposal.ts';
import type { HpaSpec, ScalingRules } from './hpa-spec.ts';

/** What the twin remembers between two looks; it begins with nothing. */
export type HpaState = HpaPast;

export const NEW_HPA: HpaState = { recommendations: [], ups: [], downs: [] };

/** One look of HPA: what it asks for now. */
export interface HpaLook {
  readonly at: number;
  readonly pods: HpaPods;
  readonly readings: readonly HpaReading[];
}

export interface HpaOutcome {
  readonly state: HpaState;
  readonly replicas: number;
  /** What decided: a metric, a bound, or that HPA sleeps or knows too little to act. */
  readonly why: string;
}

/**
 * One sync of the HorizontalPodAutoscaler, as Kubernetes' controller makes it every 15 s (pkg/controller/podautoscaler/horizontal.go,
 * 1.33 to 1.35, with a behavior): asleep at zero, bounds before metrics, the highest of the metrics, stabilization, pace. It
 * looks at no clock and reaches nothing: a drill drives it with real answers, the simulator with its own.
 */
export function syncHpa(state: HpaState, spec: HpaSpec, { at, pods, readings }: HpaLook): HpaOutcome {
  const current = pods.spec;
  const known = state.recommendations.length > 0 ? state : { ...state, recommendations: [{ at, replicas: current }] };
  if (current === 0 && spec.minReplicas !== 0) return { state: known, replicas: 0, why: 'asleep at no pods' };
  if (current > spec.maxReplicas) return outcome(known, spec, at, current, spec.maxReplicas, 'more than maxReplicas');
  if (current < spec.minReplicas) return outcome(known, spec, at, current, spec.minReplicas, 'fewer than minReplicas');
  const proposal = highestProposal(readings, pods, spec.tolerance);
  if (proposal === undefined) return { state: known, replicas: current, why: 'a metric is missing' };
  const held = stabilized(current, proposal.replicas, known.recommendations, at, spec.behavior);
  const longest = Math.max(spec.behavior.up.stabilizationSeconds, spec.behavior.down.stabilizationSeconds);
  const recent = known.recommendations.filter((one) => one.at >= at - longest * 1000);
  const next = { ...known, recommendations: [...recent, { at, replicas: proposal.replicas }] };
  const replicas = bounded(paced(current, held, next, at, spec), spec);
  return outcome(next, spec, at, current, replicas, proposal.metric);
}

/** Pace lets a wish that equals the count pass; the bounds still hold. */
function bounded(replicas: number, { minReplicas, maxReplicas }: HpaSpec): number {
  return Math.min(Math.max(replicas, minReplicas), maxReplicas);
}

function outcome(
  state: HpaState,
  { behavior }: HpaSpec,
  at: number,
  current: number,
  replicas: number,
  why: string,
): HpaOutcome {
  if (replicas === current) return { state, replicas, why };
  const change = Math.abs(replicas - current);
  const ups = replicas > current ? [...state.ups, { at, change }] : state.ups;
  const downs = replicas < current ? [...state.downs, { at, change }] : state.downs;
  const since = at - Math.max(longestPeriod(behavior.up), longestPeriod(behavior.down)) * 1000;
  const recent = (events: typeof ups) => events.filter((event) => event.at > since);
  return { state: { ...state, ups: recent(ups), downs: recent(downs) }, replicas, why };
}

function longestPeriod({ policies }: ScalingRules): number {
  return Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds));
}
