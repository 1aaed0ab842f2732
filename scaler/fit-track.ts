import { cleanOutliers, fillGaps, parseSeries, type Series, stepsPerDay } from '#forecast-lib';
import { eventFactors, withoutEvents } from './event-factor.ts';
import type { MetricTrack } from './metric-track.ts';
import { nearestStep, onGrid, timeOfStep } from './sample-grid.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

/** A model that could not be fitted is tried again so soon: by then there are more samples. */
const AGAIN_MS = 300_000;

/** Whether a metric's models are to be fitted: for the first time, again after a fault, or on schedule. */
export function isFitDue(track: MetricTrack, at: number, refitSeconds: number): boolean {
  if (track.fitting || track.window.last === undefined) return false;
  const models = [track.champion, track.challenger].filter((model) => model !== undefined);
  if (models.every((model) => track.fitted.has(model))) {
    return at - (track.fittedAt ?? 0) >= refitSeconds * 1000;
  }
  return at - track.triedAt >= AGAIN_MS;
}

/**
 * Fits the models of a metric to its history. Those of before are asked until the new ones are there.
 *
 * @throws ForecastFault where there is too little history; ScalerFault `series` where it cannot be read
 */
export async function fitTrack(run: WorkloadRun, track: MetricTrack, at: number, ports: TickPorts): Promise<void> {
  track.fitting = true;
  track.triedAt = at;
  try {
    const { key, historySeconds } = run.workload;
    const range = { fromAt: Math.max(0, at - historySeconds * 1000), toAt: at, resolution: 'raw' } as const;
    const history = await ports.series.read(key, track.source.name, range);
    // From here to the last fit nothing is waited for: what comes later, each model is told.
    const last = track.window.seenStep;
    const samples = [...history, ...track.window.samples];
    const first = samples[0] === undefined ? undefined : nearestStep(run.grid, samples[0].at);
    if (last === undefined || first === undefined) return;
    const values = onGrid(run.grid, samples, first, last);
    const series = seriesOf(run, first, values, ports);
    const startedAt = performance.now();
    const models = [track.champion, track.challenger].filter((model) => model !== undefined);
    await Promise.all(models.map((model) => ports.forecaster.fit(track.idOf(model), model, series)));
    for (const model of models) track.fitted.add(model);
    if (track.fittedAt === null) track.window.fedUpTo(last);
    track.fittedAt = at;
    ports.meter.observe('breakwater_scaler_fit_seconds', {}, (performance.now() - startedAt) / 1000);
    if (track === run.tracks[0]) await learnFromEvents(run, timeOfStep(run.grid, first), values, ports);
  } finally {
    track.fitting = false;
  }
}

function seriesOf(run: WorkloadRun, first: number, values: Float64Array, ports: TickPorts): Series {
  const { stepSeconds, key, events } = run.workload;
  const startAt = timeOfStep(run.grid, first);
  const about = { startAt, stepSeconds, steps: values.length };
  const plain = withoutEvents(values, events ? eventFactors(ports.events, key, about) : undefined);
  return parseSeries({ values: cleanOutliers(plain, stepsPerDay(stepSeconds)).values, stepSeconds, startAt });
}

/**
 * Learns what events brought, from a workload's first metric: what would have been without them is what its other days say.
 */
async function learnFromEvents(
  run: WorkloadRun,
  startAt: number,
  values: Float64Array,
  ports: TickPorts,
): Promise<void> {
  const { key, stepSeconds, events } = run.workload;
  if (!events) return;
  const stepMs = stepSeconds * 1000;
  const known = ports.events.within(key, startAt, startAt + values.length * stepMs);
  if (known.length === 0) return;
  const without = values.map((value, index) => {
    const at = startAt + index * stepMs;
    return known.some((event) => at + stepMs > event.startAt && at < event.endAt) ? Number.NaN : value;
  });
  if (without.every(Number.isNaN)) return;
  const baseline = fillGaps(without, stepsPerDay(stepSeconds));
  await ports.learnLifts(key, { values, startAt, stepSeconds }, baseline);
}
