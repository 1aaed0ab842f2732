import { z } from 'zod';
import type { WrittenDecision } from './decision-row.ts';
import { forecastFlaw, type MetricForecast } from './metric-state.ts';
import { countAt } from './plan-ahead.ts';
import { HORIZONS, pointAt } from './prediction.ts';
import { CURSOR, limit, METRIC, WORKLOAD } from './rest-parameters.ts';
import type { RestPorts } from './rest-ports.ts';
import { type Route, route } from './rest-route.ts';
import { findWorkload, pickWorkloads } from './rest-workloads.ts';
import { ScalerFault } from './scaler-fault.ts';

const CURRENT_PREDICTIONS = route({
  method: 'GET',
  path: '/api/v1/predictions/current',
  operationId: 'readPredictions',
  summary: 'Tells what is foreseen for every metric, and of one workload the whole path',
  action: 'read',
  query: z.strictObject({ workload: WORKLOAD.optional(), limit: limit(200, 50), cursor: CURSOR.optional() }),
  answers: { 200: { description: 'What is foreseen', schema: 'Predictions' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'ledger-unavailable'],
  async handle({ query }, ports) {
    const { items, next } = pickWorkloads(query, ports);
    const at = ports.now();
    const whole = query.workload !== undefined;
    const predictions = await Promise.all(
      items.map(async ({ key }) => {
        const made = await ports.decision(key);
        return { workload: key, ...predictionOf(made, at, ports, whole) };
      }),
    );
    return { status: 200, body: { at, predictions, next } };
  },
});

function predictionOf(made: WrittenDecision | undefined, at: number, ports: RestPorts, whole: boolean) {
  if (made === undefined) return { decidedAt: null, mode: null, binding: null, metrics: [] };
  const { input, decision, mode } = made;
  const metrics = input.metrics.map(({ name, value, capacityPerPod, forecast }) => {
    const usable = forecast !== null && forecastFlaw(forecast) === undefined ? forecast : null;
    const farther = ports.dayAhead?.(input.workload, name) ?? null;
    return { metric: name, value, capacityPerPod, forecast: usable && outlook(usable, farther, at, ports, whole) };
  });
  return { decidedAt: decision.at, mode, binding: decision.binding, metrics };
}

function outlook(
  forecast: MetricForecast,
  farther: MetricForecast | null,
  at: number,
  { freshness: { forecastSeconds } }: RestPorts,
  whole: boolean,
) {
  const { madeAt, startAt, stepSeconds, mean, levels, quantiles } = forecast;
  const ageSeconds = Math.abs(at - madeAt) / 1000;
  return {
    madeAt,
    ageSeconds,
    stale: ageSeconds > forecastSeconds,
    horizons: HORIZONS.flatMap((seconds) => pointAt(forecast, seconds) ?? (farther && pointAt(farther, seconds)) ?? []),
    path: whole ? { startAt, stepSeconds, mean, levels, quantiles } : null,
  };
}

/** What Kedastral's scaler and its terminal ask for, in the shape of its forecaster (cmd/forecaster/router), and quantiles. */
const CURRENT_FORECAST = route({
  method: 'GET',
  path: '/forecast/current',
  operationId: 'readCurrentForecast',
  summary: "Tells a workload's forecast and the pods for it, as Kedastral does",
  action: 'read',
  query: z.strictObject({ workload: WORKLOAD, metric: METRIC.optional() }),
  answers: {
    200: {
      description: 'The forecast; with the header `X-Kedastral-Stale: true` when it is too old to be followed',
      schema: 'CurrentForecast',
    },
  },
  faults: ['unknown-workload', 'ambiguous-workload', 'unknown-metric', 'no-forecast', 'ledger-unavailable'],
  async handle({ query }, ports) {
    const { key, metrics } = findWorkload(query.workload, ports);
    if (query.metric !== undefined && !metrics.some(({ name }) => name === query.metric)) {
      throw new ScalerFault('unknown-metric', [`"${query.metric}" is not among those of "${key}"`]);
    }
    const made = await ports.decision(key);
    const found = made === undefined ? undefined : foreseenMetric(made, query.metric);
    if (made === undefined || found === undefined) throw new ScalerFault('no-forecast', [key]);
    const { name, forecast } = found;
    const stale = Math.abs(ports.now() - forecast.madeAt) / 1000 > ports.freshness.forecastSeconds;
    return {
      status: 200,
      body: { workload: key, metric: name, ...kedastralShape(forecast, made) },
      ...(stale && { headers: { 'x-kedastral-stale': 'true' } }),
    };
  },
});

/** The metric that was asked for, or the one that the pods are for, or the first that has a forecast. */
function foreseenMetric({ input, decision }: WrittenDecision, asked: string | undefined) {
  const foreseen = input.metrics.flatMap(({ name, forecast }) =>
    forecast !== null && forecastFlaw(forecast) === undefined ? { name, forecast } : [],
  );
  if (asked !== undefined) return foreseen.find(({ name }) => name === asked);
  return foreseen.find(({ name }) => name === decision.binding) ?? foreseen[0];
}

function kedastralShape(
  { madeAt, startAt, stepSeconds, mean, levels, quantiles }: MetricForecast,
  made: WrittenDecision,
) {
  const { ahead, desired } = made.decision;
  const { minReplicas, maxReplicas } = made.input.policy;
  let last = desired;
  const desiredReplicas = mean.map((_, step) => {
    const count = ahead === null ? undefined : countAt(ahead, startAt + step * stepSeconds * 1000, 0);
    last = Math.min(Math.max(count ?? last, minReplicas), maxReplicas);
    return last;
  });
  return {
    generatedAt: new Date(madeAt).toISOString(),
    stepSeconds,
    horizonSeconds: mean.length * stepSeconds,
    values: mean,
    desiredReplicas,
    quantiles: Object.fromEntries(levels.map((level, index) => [String(level), quantiles[index]])),
  };
}

export const PREDICTION_ROUTES: readonly Route[] = [CURRENT_PREDICTIONS, CURRENT_FORECAST];
