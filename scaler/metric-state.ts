/** What a model said of one metric, as JSON holds it. Each array has one number for each lead. */
export interface MetricForecast {
  /** When it was made, in epoch milliseconds. */
  readonly madeAt: number;
  /** When the first lead is, in epoch milliseconds. */
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly mean: readonly number[];
  /** Rising, above 0 and below 1. */
  readonly levels: readonly number[];
  /** For each level, the value of each lead. */
  readonly quantiles: readonly (readonly number[])[];
}

/** One metric of a workload as the planner sees it: of all pods together, in its own unit. */
export interface MetricState {
  readonly name: string;
  /** Now; null when it is not known. */
  readonly value: number | null;
  /** What it usually was in the last hour or so (the median); null when that is not known. */
  readonly usual: number | null;
  /** The least that was thought possible for now before it came; where nobody kept that, the forecast itself is asked. */
  readonly foreseen?: number | null;
  /** What one pod carries, above 0. */
  readonly capacityPerPod: number;
  readonly forecast: MetricForecast | null;
}

/** A value that is just above a whole number of pods because of how computers divide needs no pod more. */
const ROUNDING = 1e-9;

/**
 * How many pods carry a value. What is not a number, or below 0, needs none; what is too much for any number needs
 * infinitely many, which the bounds of the policy then end.
 *
 * @example
 * podsFor(6.111, 1.5) // => 5
 * podsFor(0.7, 0.1) // => 7
 * podsFor(-1, 10) // => 0
 */
export function podsFor(value: number, capacityPerPod: number): number {
  const pods = value / capacityPerPod;
  // A load too small to be divided is a load.
  return value > 0 ? Math.max(1, Math.ceil(pods * (1 - ROUNDING))) : 0;
}

/**
 * What makes a forecast useless, in words; undefined when nothing does. Models promise finite numbers that do not cross,
 * but a forecast may come from elsewhere, and one that is wrong must not decide anything.
 */
export function forecastFlaw({ startAt, stepSeconds, mean, levels, quantiles }: MetricForecast): string | undefined {
  if (!(Number.isFinite(startAt) && stepSeconds > 0 && Number.isFinite(stepSeconds)))
    return 'its times are not numbers';
  if (mean.length === 0) return 'it is empty';
  if (quantiles.length !== levels.length || quantiles.some((path) => path.length !== mean.length)) {
    return 'its parts are not equally long';
  }
  if (!levels.every((level, index) => level > (levels[index - 1] ?? 0) && level < 1)) return 'its levels do not rise';
  if (![mean, ...quantiles].every((path) => path.every(Number.isFinite))) return 'some of its values are not finite';
  for (const [index, path] of quantiles.entries()) {
    const below = quantiles[index - 1];
    if (below?.some((value, lead) => value > (path[lead] as number))) return 'its quantiles cross';
  }
  return undefined;
}
