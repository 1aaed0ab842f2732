import type { Forecast } from '#forecast-lib';
import { eventFactors, withEvents, withoutEvents } from './event-factor.ts';
import { metricForecast } from './metric-forecast.ts';
import type { MetricForecast } from './metric-state.ts';
import type { MetricTrack } from './metric-track.ts';
import { planLevels } from './plan-levels.ts';
import { HORIZONS, type ModelRole, type Prediction, pointAt } from './prediction.ts';
import { timeOfStep } from './sample-grid.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

/** A plan looks so far beyond the time until pods are ready. */
const BEYOND_SECONDS = 3600;
/** Predictions are kept and judged so often. */
const PREDICT_SECONDS = 300;
/** The day to come is looked at so often. */
const DAY_AHEAD_SECONDS = 3600;
const ROLES: readonly ModelRole[] = ['champion', 'challenger'];

/** What came of earlier predictions, and what is predicted from now on. */
export interface Foreseen {
  readonly outcomes: ReturnType<MetricTrack['watch']['settle']>;
  readonly predictions: readonly Prediction[];
}

const NOTHING: Foreseen = { outcomes: [], predictions: [] };

/**
 * Tells models what is new and looks ahead. Where a model fails, the forecast of before stays: it says for which times it
 * was made, and becomes too old by itself.
 */
export async function forecastMetric(
  run: WorkloadRun,
  track: MetricTrack,
  at: number,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<Foreseen> {
  const { from, values } = track.window.unfed();
  const outcomes = track.watch.settle(from, values);
  for (const outcome of outcomes) track.judge(outcome);
  if (track.fitted.size === 0) return { ...NOTHING, outcomes };
  track.window.fedUpTo(from + values.length - 1);
  const plain = withoutEvents(values, factorsOf(run, ports, timeOfStep(run.grid, from), values.length));
  const predictions: Prediction[] = [];
  for (const role of ROLES) {
    const prediction = await look(run, track, role, { at, plain }, ports, signal).catch((error: unknown) => {
      // A model that missed a sample would be a step behind for ever: it is fitted again.
      if (!signal.aborted) track.fitted.delete(track.modelOf(role) ?? '');
      ports.meter.add('breakwater_scaler_fit_faults_total', {});
      const reason = error instanceof Error ? error.message : String(error);
      const { key } = run.workload;
      ports.log.log('warn', 'forecast-failed', { workload: key, metric: track.source.name, role, reason });
      return undefined;
    });
    if (prediction !== undefined) predictions.push(prediction);
  }
  for (const prediction of predictions) track.watch.note(prediction);
  return { outcomes, predictions };
}

interface New {
  readonly at: number;
  /** What the model has not seen, without events. */
  readonly plain: Float64Array;
}

/** Asks one of the two models; gives what is to be kept of it, where it is time for that. */
async function look(
  run: WorkloadRun,
  track: MetricTrack,
  role: ModelRole,
  { at, plain }: New,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<Prediction | undefined> {
  const model = track.modelOf(role);
  if (model === undefined || !track.fitted.has(model)) return undefined;
  const due = isDue(run, at, PREDICT_SECONDS);
  const day = isDue(run, at, DAY_AHEAD_SECONDS) || (role === 'champion' && track.dayAhead === null);
  const forecast = await ask(run, track, model, { at, plain, day }, ports, signal);
  if (role === 'champion') {
    track.look(firstLeads(forecast, horizonOf(run, track, at, planSeconds(run))));
    if (day) track.dayAhead = eachLead(forecast, Math.max(1, Math.floor(DAY_STEP_SECONDS / forecast.stepSeconds)));
    tellAhead(run, track, ports);
  }
  if (!(due || day)) return undefined;
  const horizons = day ? HORIZONS : HORIZONS.slice(0, -1);
  const points = horizons.flatMap((horizon) => pointAt(forecast, horizon) ?? []);
  return points.length === 0 ? undefined : { metric: track.source.name, model, role, madeAt: forecast.madeAt, points };
}

async function ask(
  run: WorkloadRun,
  track: MetricTrack,
  model: string,
  { at, plain, day }: New & { readonly day: boolean },
  ports: TickPorts,
  signal: AbortSignal,
): Promise<MetricForecast> {
  const { stepSeconds, policy, sticky } = run.workload;
  const horizon = horizonOf(run, track, at, day ? DAY_SECONDS : planSeconds(run));
  const startedAt = performance.now();
  const asked = ports.forecaster.next({
    id: track.idOf(model),
    values: plain,
    horizon,
    levels: planLevels(policy, sticky !== undefined),
  });
  const forecast = await within(asked, signal);
  ports.meter.observe('breakwater_scaler_predict_seconds', {}, (performance.now() - startedAt) / 1000);
  const expectedAt = timeOfStep(run.grid, (track.window.seenStep ?? 0) + 1);
  if (Math.abs(forecast.startAt - expectedAt) > run.grid.stepMs / 2) {
    throw new Error(`"${model}" stands at ${forecast.startAt}, must be at ${expectedAt}: it is fitted again`);
  }
  const factors = factorsOf(run, ports, forecast.startAt, forecast.mean.length);
  return rounded(metricForecast(withEvents(forecast, factors), forecast.startAt - stepSeconds * 1000));
}

const DAY_SECONDS = 86_400;
/** Of the day to come a number each quarter of an hour is enough to read. */
const DAY_STEP_SECONDS = 900;

/** How far a plan looks: until pods are ready, what the policy looks at beyond, and an hour more. */
function planSeconds({ lead, workload: { policy } }: WorkloadRun): number {
  return lead.seconds + policy.prewarmSeconds + policy.restartSeconds + BEYOND_SECONDS;
}

/** Leads from the last sample on that reach so far from now. */
function horizonOf({ workload }: WorkloadRun, track: MetricTrack, at: number, seconds: number): number {
  const late = Math.max(0, at - (track.window.last?.at ?? at)) / 1000;
  return Math.ceil((seconds + late) / workload.stepSeconds) + 2;
}

function factorsOf({ workload }: WorkloadRun, { events }: TickPorts, startAt: number, steps: number) {
  if (!workload.events) return undefined;
  return eventFactors(events, workload.key, { startAt, stepSeconds: workload.stepSeconds, steps });
}

/** Whether the first round of a stretch of time has come. */
function isDue({ workload }: WorkloadRun, at: number, seconds: number): boolean {
  const stretch = seconds * 1000;
  return Math.floor(at / stretch) !== Math.floor((at - workload.stepSeconds * 1000) / stretch);
}

/** Seven digits say all that a forecast knows; the ledger keeps every one of them. */
function rounded(forecast: MetricForecast): MetricForecast {
  const round = (path: readonly number[]) => path.map((value) => Number(value.toPrecision(7)));
  return { ...forecast, mean: round(forecast.mean), quantiles: forecast.quantiles.map(round) };
}

function firstLeads(forecast: MetricForecast, leads: number): MetricForecast {
  const { mean, quantiles } = forecast;
  if (mean.length <= leads) return forecast;
  return { ...forecast, mean: mean.slice(0, leads), quantiles: quantiles.map((path) => path.slice(0, leads)) };
}

/** One lead of so many, the last of each. */
function eachLead(forecast: MetricForecast, leads: number): MetricForecast {
  const pick = (path: readonly number[]) => path.filter((_, index) => index % leads === leads - 1);
  const { startAt, stepSeconds, mean, quantiles } = forecast;
  return {
    ...forecast,
    startAt: startAt + (leads - 1) * stepSeconds * 1000,
    stepSeconds: stepSeconds * leads,
    mean: pick(mean),
    quantiles: quantiles.map(pick),
  };
}

function tellAhead(run: WorkloadRun, track: MetricTrack, { meter }: TickPorts): void {
  const labels = { workload: run.workload.key, metric: track.source.name };
  for (const horizon of HORIZONS) {
    const from = horizon === DAY_SECONDS ? track.dayAhead : track.forecast;
    const point = from === null ? undefined : pointAt(from, horizon);
    if (point === undefined) continue;
    meter.set('breakwater_scaler_predicted_value', { ...labels, lead: String(horizon) }, point.mean);
  }
}

/** A thread that hangs must not hold up a decision. */
async function within(asked: Promise<Forecast>, signal: AbortSignal): Promise<Forecast> {
  // Where nobody waits for it any more, its fault is nobody's.
  asked.catch(() => {});
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([asked, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
