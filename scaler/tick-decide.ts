import { changeByScaler } from './change-by-scaler.ts';
import { climb, countIn, type LadderChange, MODES } from './ladder.ts';
import { scoreOf } from './ladder-score.ts';
import type { LedgerEntry } from './ledger.ts';
import { readyPods, withAsked } from './ready-pods.ts';
import type { TickPorts } from './tick-ports.ts';
import { decideWorkload, type Moment, type WorkloadDecision } from './workload-decision.ts';
import type { WorkloadRun } from './workload-run.ts';

/** A decision that is the same as the last is written down again after so long. */
const WRITE_AGAIN_MS = 300_000;
/** A round that came late was not watched for longer than this many steps. */
const MOST_STEPS = 2;

/** What a round decided. */
export interface Decided extends WorkloadDecision {
  /** What KEDA is told. */
  readonly told: number;
  readonly change: LadderChange | undefined;
}

/**
 * Decides about a workload from all that is known of it now, and learns how well the plan would have done until now. It
 * reaches nothing: what it gives is still to be kept.
 */
export function decideRound(
  run: WorkloadRun,
  at: number,
  { meter, liveSeconds }: Pick<TickPorts, 'meter' | 'liveSeconds'>,
): Decided {
  const { workload, tracks, lead } = run;
  const sticky = run.sticky?.scene();
  const moment: Moment = {
    workload: workload.key,
    at,
    policy: workload.policy,
    metrics: tracks.map((track) => track.state(at, liveSeconds)),
    current: run.seen?.count ?? null,
    leadSeconds: lead.seconds,
    ...(sticky !== undefined && { sticky }),
  };
  const standing = { mode: run.ladder.mode, liveAt: liveAt(run), forecastAt: forecastAt(run) };
  const decision = decideWorkload(moment, run.memory, standing);
  const change = learnFromRound(run, at, decision, meter);
  run.memory = decision.memory;
  run.decidedAt = at;
  const told = countIn(standing.mode, decision.record.decision.desired, decision.reactive.desired);
  const { desired, reason } = decision.reactive;
  const ready = run.seen?.ready ?? run.seen?.count ?? null;
  run.last = { ...decision.record, mode: standing.mode, told, ready, reactive: { desired, reason } };
  return { ...decision, told, change };
}

/** Since when the oldest of the metrics has not been measured; null when one never was. */
function liveAt({ tracks }: WorkloadRun): number | null {
  const times = tracks.map(({ window }) => window.last?.at ?? null);
  return times.some((time) => time === null) ? null : Math.min(...(times as number[]));
}

/** Forecasts that are there: a metric without one is planned for by what it is now. */
function forecastAt({ tracks }: WorkloadRun): number | null {
  const times = tracks.flatMap(({ forecast }) => (forecast === null ? [] : [forecast.madeAt]));
  return times.length === 0 ? null : Math.min(...times);
}

function learnFromRound(
  run: WorkloadRun,
  at: number,
  { record, reactive }: WorkloadDecision,
  meter: TickPorts['meter'],
): LadderChange | undefined {
  const { key, stepSeconds } = run.workload;
  const ready = readyPods(run.asked, at, run.lead.seconds);
  // Waiting for people to leave is no fault of a forecast: what is judged is the count without it.
  const planned = record.decision.letGo?.wanted ?? record.decision.desired;
  const now = { at, planned, reactive: reactive.desired };
  const seconds = Math.min((at - (run.asked.at(-1)?.at ?? at)) / 1000, MOST_STEPS * stepSeconds);
  run.asked = withAsked(run.asked, now, run.lead.seconds);
  const known = record.input.metrics.every(({ value }) => value !== null);
  if (ready === undefined || !known || seconds <= 0) return undefined;
  const needed = record.decision.reactive;
  const { state, change } = climb(run.ladder, { at, seconds, needed, ...ready }, run.rules);
  run.ladder = state;
  if (ready.planned >= needed && ready.reactive < needed) {
    meter.add('breakwater_scaler_lead_won_seconds_total', { workload: key }, seconds);
  }
  const score = scoreOf(state.hours);
  meter.set('breakwater_scaler_regret_pod_seconds', { workload: key }, score.regret);
  meter.set('breakwater_scaler_missed_pod_seconds', { workload: key, by: 'plan' }, score.missed);
  meter.set('breakwater_scaler_missed_pod_seconds', { workload: key, by: 'reactive' }, score.missedReactive);
  return change;
}

/**
 * The rows that a decision is to the ledger: itself, unless it says the same as the last one that was written within five
 * minutes, and what became of the mode.
 */
export function rowsOf(run: WorkloadRun, at: number, decided: Decided): LedgerEntry[] {
  const { record, reactive, told, change, snapshot } = decided;
  const { desired, recommended, binding, rule } = record.decision;
  const workload = run.workload.key;
  const rows: LedgerEntry[] = [];
  const what = JSON.stringify([
    desired,
    recommended,
    reactive.desired,
    told,
    snapshot.mode,
    binding,
    rule,
    run.last?.ready,
  ]);
  const { written } = run;
  if (written?.what !== what || at - written.at >= WRITE_AGAIN_MS) {
    run.written = { what, at };
    rows.push({ kind: 'decision', at, workload, data: run.last });
  }
  if (change !== undefined) {
    const { from, to, why } = change;
    rows.push(changeByScaler(at, workload, { what: 'mode', target: workload, before: from, after: to, why }));
  }
  return rows;
}

/** Tells the meter what was decided. */
export function measureDecision(
  run: WorkloadRun,
  at: number,
  { record, reactive, told, snapshot }: Decided,
  { meter }: TickPorts,
) {
  const workload = run.workload.key;
  const age = (time: number | null) => (time === null ? Number.NaN : (at - time) / 1000);
  meter.set('breakwater_scaler_desired_pods', { workload, by: 'plan' }, record.decision.desired);
  meter.set('breakwater_scaler_desired_pods', { workload, by: 'reactive' }, reactive.desired);
  meter.set('breakwater_scaler_desired_pods', { workload, by: 'told' }, told);
  meter.set('breakwater_scaler_mode', { workload }, MODES.indexOf(snapshot.mode));
  meter.set('breakwater_scaler_lead_seconds', { workload }, run.lead.seconds);
  meter.set('breakwater_scaler_forecast_age_seconds', { workload }, age(snapshot.forecastAt));
  meter.set('breakwater_scaler_measurement_age_seconds', { workload }, age(snapshot.liveAt));
  if (run.seen?.count != null) meter.set('breakwater_scaler_pods', { workload, state: 'there' }, run.seen.count);
  if (run.seen?.ready != null) meter.set('breakwater_scaler_pods', { workload, state: 'ready' }, run.seen.ready);
}
