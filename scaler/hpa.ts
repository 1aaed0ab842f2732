/** How far the ratio of use may be from 1 without HPA doing anything: `behavior.scaleUp.tolerance` and `scaleDown`'s. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

/** What HPA does where nobody sets a tolerance. */
export const DEFAULT_TOLERANCE: Tolerance = { up: 0.1, down: 0.1 };

/**
 * The replicas that HPA wants for an external metric of type AverageValue, before its own bounds: nothing changes within the
 * tolerance, otherwise the metric is divided by the target and rounded up. Kubernetes computes in thousandths, and so
 * does this (replica_calculator.go, GetExternalPerPodMetricReplicas, 1.35).
 *
 * @example
 * hpaReplicas(20, 10, 1) // => 2
 * hpaReplicas(22, 1, 20) // => 20
 * hpaReplicas(23, 1, 20) // => 23
 */
export function hpaReplicas(
  metric: number,
  target: number,
  current: number,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): number {
  const [used, wanted] = [Math.ceil(metric * 1000), Math.ceil(target * 1000)];
  const ratio = used / (wanted * current);
  if (1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up) return current;
  return Math.ceil(used / wanted);
}

/**
 * The most pods, fewer than there are, that HPA goes to: what is less far away is within its tolerance.
 *
 * @example
 * reachableBelow(20) // => 17
 * reachableBelow(5) // => 4
 */
export function reachableBelow(current: number, tolerance: Tolerance = DEFAULT_TOLERANCE): number {
  let count = Math.max(0, current - 1);
  while (count > 0 && hpaReplicas(count, 1, current, tolerance) !== count) count--;
  return count;
}

/**
 * The smallest count, at least `wanted`, that HPA goes to or stays at when it has `current` pods and is told that count
 * with target 1. Where everything up to `most` is within the tolerance, there is none, and it is `wanted`: HPA then
 * stays where it is, and so few pods are missing that it thinks nothing of it.
 *
 * @example
 * reachableCount(20, 21, 100) // => 23
 * reachableCount(20, 18, 100) // => 20
 * reachableCount(20, 17, 100) // => 17
 * reachableCount(20, 21, 22) // => 21
 */
export function reachableCount(
  current: number,
  wanted: number,
  most: number,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): number {
  // KEDA alone goes from and to nothing; HPA is asleep then.
  if (current < 1 || wanted < 1) return wanted;
  for (let count = wanted; count <= most; count++) {
    if (hpaReplicas(count, 1, current, tolerance) === count) return count;
  }
  return wanted;
}
