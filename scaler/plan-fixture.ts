import type { MetricForecast, MetricState } from './metric-state.ts';
import type { PlanInput } from './plan-input.ts';
import { parsePolicy } from './policy.ts';

/** 12:00 on a Friday, in UTC. */
export const NOON = Date.UTC(2025, 10, 21, 12);

/** A policy without any pace or tolerance: what is wanted is what is asked for. */
export const BARE = {
  minReplicas: 1,
  maxReplicas: 50,
  growFactor: 1000,
  shrinkPercent: 100,
  stabilizationSeconds: 0,
  toleranceUp: 0,
  toleranceDown: 0,
};

/** Forecasts a mean for each minute from now on; a tenth more is the p90 of it. */
export function foreseen(mean: readonly number[], at: number = NOON, stepSeconds = 60): MetricForecast {
  const scaled = (factor: number) => mean.map((value) => value * factor);
  const levels = [0.1, 0.5, 0.9, 0.95];
  return { madeAt: at, startAt: at, stepSeconds, mean, levels, quantiles: [0.9, 1, 1.1, 1.13].map(scaled) };
}

export function metricOf(over: Partial<MetricState> = {}): MetricState {
  return { name: 'connections', value: 100, usual: null, capacityPerPod: 100, forecast: null, ...over };
}

/** A moment in which one pod carries 100 connections. */
export function planInput(
  over: Partial<Omit<PlanInput, 'policy'>> & { readonly policy?: Readonly<Record<string, number>> } = {},
): PlanInput {
  return {
    workload: 'shop/chat',
    at: NOON,
    metrics: [metricOf()],
    current: null,
    leadSeconds: 60,
    history: [],
    ...over,
    policy: parsePolicy({ ...BARE, ...over.policy }, 60),
  };
}
