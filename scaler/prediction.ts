import type { MetricForecast } from './metric-state.ts';

/** How far ahead predictions are kept and judged: until pods are ready, a plan, a day. In seconds. */
export const HORIZONS = [900, 3600, 86_400] as const;

/** Whether a model decides, or only runs beside. */
export type ModelRole = 'champion' | 'challenger';

/** What was said of one moment. */
export interface PredictedPoint {
  readonly leadSeconds: number;
  readonly forAt: number;
  readonly mean: number;
  readonly levels: readonly number[];
  /** One for each level. */
  readonly quantiles: readonly number[];
}

/** What one model said of one metric, as the ledger keeps it. */
export interface Prediction {
  readonly metric: string;
  readonly model: string;
  readonly role: ModelRole;
  /** When the last sample was taken that it knew. */
  readonly madeAt: number;
  readonly points: readonly PredictedPoint[];
}

/** What came of one point, as the ledger keeps it. */
export interface PredictionOutcome extends Omit<Prediction, 'points'>, PredictedPoint {
  readonly actual: number;
  /** The mean minus what came. */
  readonly error: number;
  /** Whether what came lies between the lowest and the highest quantile; null where there are not two. */
  readonly within: boolean | null;
}

/**
 * A forecast at one horizon; undefined where it does not reach so far.
 *
 * @example
 * pointAt({ madeAt: 0, startAt: 60_000, stepSeconds: 60, mean: [3, 4], levels: [0.5], quantiles: [[2, 3]] }, 120)?.mean // => 4
 */
export function pointAt(forecast: MetricForecast, leadSeconds: number): PredictedPoint | undefined {
  const { madeAt, startAt, stepSeconds, mean, levels, quantiles } = forecast;
  const forAt = madeAt + leadSeconds * 1000;
  const lead = Math.round((forAt - startAt) / 1000 / stepSeconds);
  const value = mean[lead];
  if (value === undefined) return undefined;
  return { leadSeconds, forAt, mean: value, levels, quantiles: quantiles.map((path) => path[lead] as number) };
}

/** What came of a point. */
export function outcomeOf(prediction: Prediction, point: PredictedPoint, actual: number): PredictionOutcome {
  const { metric, model, role, madeAt } = prediction;
  const [low, high] = [point.quantiles[0], point.quantiles.at(-1)];
  const band = point.quantiles.length > 1 && low !== undefined && high !== undefined;
  const within = band ? actual >= low && actual <= high : null;
  return { metric, model, role, madeAt, ...point, actual, error: point.mean - actual, within };
}

/**
 * How wrong an outcome is in all: the mean pinball loss of its quantiles (Koenker and Bassett 1978), or of the mean alone
 * as if it were the median.
 *
 * @example
 * lossOf({ actual: 10, mean: 8, levels: [0.9], quantiles: [8] }) // => 1.8
 */
export function lossOf({
  actual,
  mean,
  levels,
  quantiles,
}: Pick<PredictionOutcome, 'actual' | 'mean' | 'levels' | 'quantiles'>) {
  if (levels.length === 0) return Math.abs(actual - mean) / 2;
  const losses = levels.map((level, index) => {
    const missed = actual - (quantiles[index] as number);
    return missed >= 0 ? level * missed : (level - 1) * missed;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
