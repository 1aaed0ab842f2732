import { alignColumn, type Column, type Frame } from './analytics-column.ts';
import type { Load, Replicas } from './analytics-source.ts';

/**
 * Puts what two answers say on one axis of time. The band of what was is the one that was issued, if it was kept; of what
 * comes, the one that is said now.
 */
export function frameOf(load: Load, replicas: Replicas | undefined): Frame {
  const { at, value, predicted, mean, q05, q95, predictedLow, predictedHigh } = load.columns;
  const pods = (column: Column | undefined) =>
    replicas && column ? alignColumn(replicas.columns.at, column, at) : at.map(() => null);
  const ready = pods(replicas?.columns.ready);
  const target = replicas?.target ?? undefined;
  return {
    at,
    stepSeconds: load.stepSeconds,
    value,
    predicted,
    mean,
    low: q05.map((low, row) => low ?? predictedLow?.[row] ?? null),
    high: q95.map((high, row) => high ?? predictedHigh?.[row] ?? null),
    desired: pods(replicas?.columns.desired),
    ready,
    reactive: pods(replicas?.columns.reactive),
    capacity: ready.map((count) => (count === null || target === undefined ? null : count * target)),
  };
}
