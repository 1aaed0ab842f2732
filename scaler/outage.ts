import type { MetricForecast, MetricState } from './metric-state.ts';

/**
 * Whether a metric fell so far below what it usually was, and below what its forecast thought possible, that it is likelier
 * that something broke than that people left. A forecast that has ended, or has not begun, foresaw nothing.
 *
 * @param fall the part of the usual that must be gone; 0 never takes anything for an outage
 * @example
 * isOutage({ name: 'connections', value: 20, usual: 1000, capacityPerPod: 100, forecast: null }, 0.5, 0) // => true
 */
export function isOutage({ value, usual, foreseen, forecast }: MetricState, fall: number, at: number): boolean {
  if (fall === 0 || value === null || usual === null || !(usual > 0 && Number.isFinite(usual))) return false;
  if (!(value < usual * (1 - fall))) return false;
  const least = foreseen ?? leastOf(forecast, at);
  return !(least !== undefined && value >= least);
}

function leastOf(forecast: MetricForecast | null, at: number): number | undefined {
  return forecast?.quantiles[0]?.[Math.round((at - forecast.startAt) / 1000 / forecast.stepSeconds)];
}
