import type { HpaTolerance } from './hpa-spec.ts';

/** One external metric as HPA was told of it: its values summed, or why there are none. */
export interface HpaReading {
  readonly name: string;
  /** "AverageValue" is for each pod; "Value" is for all, and multiplies by the pods that are ready. */
  readonly type: 'AverageValue' | 'Value';
  readonly target: number;
  readonly answer: { readonly values: readonly number[] } | { readonly error: string };
}

/** The pods that HPA counts with. */
export interface HpaPods {
  /** Asked for: `spec.replicas` of the scale subresource. */
  readonly spec: number;
  /** There: `status.replicas`. */
  readonly status: number;
  readonly ready: number;
}

/**
 * Whether HPA takes a ratio of use for near enough to 1.
 *
 * @example
 * isTolerated(22 / 20, { form: 'new', up: 0.1, down: 0.1 }) // => true
 * isTolerated(22 / 20, { form: 'old', both: 0.1 }) // => false
 */
export function isTolerated(ratio: number, tolerance: HpaTolerance): boolean {
  if (tolerance.form === 'old') return Math.abs(1 - ratio) <= tolerance.both;
  return 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;
}

/**
 * The pods that one metric asks for; undefined where it says nothing. Kubernetes computes in thousandths and rounds up
 * (replica_calculator.go: GetExternalPerPodMetricReplicas and GetExternalMetricReplicas).
 *
 * @example
 * proposedReplicas({ name: 's0-pods', type: 'AverageValue', target: 10, answer: { values: [20] } }, { spec: 1, status: 1, ready: 1 }, { form: 'new', up: 0.1, down: 0.1 }) // => 2
 */
export function proposedReplicas(reading: HpaReading, pods: HpaPods, tolerance: HpaTolerance): number | undefined {
  const { type, answer } = reading;
  if ('error' in answer || answer.values.length === 0) return undefined;
  const used = answer.values.reduce((sum, value) => sum + Math.ceil(value * 1000), 0);
  const target = Math.ceil(reading.target * 1000);
  if (type === 'AverageValue') {
    const ratio = used / (target * pods.status);
    return isTolerated(ratio, tolerance) ? pods.status : Math.ceil(used / target);
  }
  const ratio = used / target;
  if (pods.spec === 0) return Math.ceil(ratio);
  return isTolerated(ratio, tolerance) ? pods.spec : Math.ceil(ratio * pods.ready);
}

/** What all metrics together ask for, and which of them; undefined where nothing may be done. */
export interface HpaProposal {
  readonly replicas: number;
  readonly metric: string;
}

/**
 * The highest of what the metrics ask for. Where one of them says nothing, the others may add pods but take none away; where
 * none says anything, nothing is done (horizontal.go: computeReplicasForMetrics).
 */
export function highestProposal(
  readings: readonly HpaReading[],
  pods: HpaPods,
  tolerance: HpaTolerance,
): HpaProposal | undefined {
  let highest: HpaProposal | undefined;
  let silent = 0;
  for (const reading of readings) {
    const replicas = proposedReplicas(reading, pods, tolerance);
    if (replicas === undefined) silent++;
    else if (highest === undefined || replicas > highest.replicas) highest = { replicas, metric: reading.name };
  }
  if (highest === undefined || (silent > 0 && highest.replicas < pods.spec)) return undefined;
  return highest;
}
