import { changeByScaler } from './change-by-scaler.ts';
import type { LedgerEntry } from './ledger.ts';
import type { MetricTrack } from './metric-track.ts';
import { performanceOf } from './model-score.ts';
import { deriveSeries } from './series-derivation.ts';
import type { Snapshot } from './snapshot.ts';
import { collectMetric } from './tick-collect.ts';
import { type Decided, decideRound, measureDecision, rowsOf } from './tick-decide.ts';
import { type Foreseen, forecastMetric } from './tick-forecast.ts';
import type { TickPorts } from './tick-ports.ts';
import type { WorkloadRun } from './workload-run.ts';

/** What changes slowly is kept so often. */
const LEARNED_MS = 300_000;
const HOUR_MS = 3_600_000;
const COLLECT_SHARE = 0.6;

/**
 * One round for one workload: collect, keep, look ahead, decide, answer from it from now on, write it down. Whatever fails
 * on the way, a decision is made from what is known; only its own bugs make it reject.
 *
 * Where several replicas decide about the same moment, the first writes it down and the others take over what it decided.
 *
 * @param at of the grid of the workload, the same for every replica
 * @returns what was decided; undefined where another replica did
 */
export async function tick(
  run: WorkloadRun,
  at: number,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<Decided | undefined> {
  const startedAt = performance.now();
  // A source that hangs must leave time for a decision without it.
  const seconds = Math.min(ports.collectSeconds, COLLECT_SHARE * run.workload.stepSeconds);
  const collecting = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  await Promise.all([
    ...run.tracks.map((track) => collectMetric(run, track, at, ports, collecting)),
    lookAtPods(run, at, ports, collecting),
  ]);
  const foreseen = await Promise.all(
    run.tracks.map(async (track) => [track, await forecastMetric(run, track, at, ports, signal)] as const),
  );
  await takeOver(run, at, ports);
  if (run.decidedAt >= at) return undefined;
  const decided = decideRound(run, at, ports);
  if (!(await claim(run, decided.snapshot, ports))) {
    run.decidedAt = Number.NEGATIVE_INFINITY;
    await takeOver(run, Number.POSITIVE_INFINITY, ports);
    return undefined;
  }
  await ports.snapshots.put(decided.snapshot).catch((error: unknown) => storeFault(ports, 'snapshots', error));
  ports.meter.observe('breakwater_scaler_tick_seconds', {}, (performance.now() - startedAt) / 1000);
  const rows = [...rowsOf(run, at, decided), ...foreseen.flatMap((one) => rowsOfMetric(run, at, one, ports))];
  for (const row of rows) ports.write(row);
  measureDecision(run, at, decided, ports);
  await execute(run, at, decided, ports, signal);
  await upkeep(run, at, ports);
  return decided;
}

async function lookAtPods(run: WorkloadRun, at: number, ports: TickPorts, signal: AbortSignal): Promise<void> {
  const { pods, release } = ports.handsOf(run.workload);
  run.sticky?.miss();
  try {
    const seen = await pods.look(at, signal);
    run.see(seen);
    if (run.sticky !== undefined && release !== undefined) run.sticky.take(at, await release.count(seen, signal));
  } catch (error) {
    run.seen = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    ports.log.log('warn', 'pods-unseen', { workload: run.workload.key, reason });
  }
}

/**
 * Takes over what another replica decided before a time. A store that is gone keeps nobody from deciding. What it decided
 * of this very moment is taken over later: each replica makes its own decision first, or it would learn nothing.
 */
async function takeOver(run: WorkloadRun, before: number, ports: TickPorts): Promise<void> {
  try {
    const { run: kept } = await ports.states.load(run.workload.key);
    if (kept === undefined || kept.at >= before || kept.at <= run.decidedAt) return;
    run.adopt(kept);
    await ports.snapshots.put(kept.snapshot);
  } catch (error) {
    storeFault(ports, 'states', error);
  }
}

async function claim(run: WorkloadRun, snapshot: Snapshot, ports: TickPorts): Promise<boolean> {
  try {
    return await ports.states.claim(run.workload.key, run.runState(snapshot));
  } catch (error) {
    storeFault(ports, 'states', error);
    return true;
  }
}

function rowsOfMetric(
  run: WorkloadRun,
  at: number,
  [track, { outcomes, predictions }]: readonly [MetricTrack, Foreseen],
  ports: TickPorts,
): LedgerEntry[] {
  const workload = run.workload.key;
  const rows: LedgerEntry[] = predictions.map((data) => ({ kind: 'prediction', at, workload, data }));
  for (const data of outcomes) rows.push({ kind: 'outcome', at, workload, data });
  const from = track.champion;
  const why = track.settleContest();
  if (why !== undefined) {
    const target = `${workload} ${track.source.name}`;
    rows.push(changeByScaler(at, workload, { what: 'model', target, before: from, after: track.champion, why }));
    ports.meter.add('breakwater_scaler_champions_total', { workload });
  }
  return rows;
}

async function execute(
  run: WorkloadRun,
  at: number,
  { told, snapshot, record }: Decided,
  ports: TickPorts,
  signal: AbortSignal,
) {
  const { executor, release } = ports.handsOf(run.workload);
  const { seen, lead } = run;
  // Before anybody ends a pod, it must be known which of them.
  if (release !== undefined && seen !== undefined) {
    const wishes = { letGo: record.decision.letGo, counted: run.sticky?.counted };
    run.sticky?.release(await release.prepare(told, seen, signal, wishes));
  }
  const wanted = { at, replicas: told, neededNow: snapshot.neededNow, seen, leadSeconds: lead.seconds };
  const done = await executor.follow(wanted, signal);
  if (done.outcome === 'answered' || done.outcome === 'unchanged') return;
  ports.meter.add('breakwater_scaler_executions_total', { executor: executor.kind, outcome: done.outcome });
  const { from, to, outcome, reason } = done;
  const target = run.workload.key;
  const change = { what: `replicas-${outcome}`, target, before: from, after: to, why: `${executor.kind}: ${reason}` };
  ports.write(changeByScaler(at, target, change));
}

/** What is due now and then: keeping what was learned, cleaning what was collected, telling how good models are. */
async function upkeep(run: WorkloadRun, at: number, ports: TickPorts): Promise<void> {
  const { key } = run.workload;
  if (at - run.learnedAt >= LEARNED_MS) {
    run.learnedAt = at;
    await ports.states.learned(key, run.learnedState(at)).catch((error: unknown) => storeFault(ports, 'states', error));
  }
  run.derivedAt ??= at - HOUR_MS;
  if (Math.floor(at / HOUR_MS) === Math.floor(run.derivedAt / HOUR_MS)) return;
  const { derivedAt } = run;
  run.derivedAt = at;
  for (const track of run.tracks) {
    const span = { fromAt: derivedAt, toAt: at, stepSeconds: run.workload.stepSeconds };
    await deriveSeries(ports.series, key, track.source.name, span).catch((error: unknown) =>
      storeFault(ports, 'series', error),
    );
    tellPerformance(run, track, at, ports);
  }
}

function tellPerformance(run: WorkloadRun, track: MetricTrack, at: number, { write, meter }: TickPorts): void {
  const [workload, metric] = [run.workload.key, track.source.name];
  const performances = track.scores.map(performanceOf);
  if (performances.length === 0) return;
  write({ kind: 'performance', at, workload, data: { metric, model: track.champion, performances } });
  for (const { leadSeconds, wape, coverage } of performances) {
    const labels = { workload, metric, lead: String(leadSeconds) };
    if (wape !== null) meter.set('breakwater_scaler_forecast_error', labels, wape);
    if (coverage !== null) meter.set('breakwater_scaler_forecast_coverage', labels, coverage);
  }
}

function storeFault({ meter, log }: TickPorts, store: string, error: unknown): void {
  meter.add('breakwater_scaler_store_faults_total', { store });
  log.log('warn', 'store-failed', { store, reason: error instanceof Error ? error.message : String(error) });
}
