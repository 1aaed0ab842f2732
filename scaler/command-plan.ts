import { modelNamed } from '#forecast-lib/models';
import { backfill } from './backfill.ts';
import type { Command } from './command.ts';
import type { Config } from './config.ts';
import { explain } from './decision-record.ts';
import { EventBook } from './event-book.ts';
import { NO_EVENTS } from './event-factor.ts';
import { ExecutorKeda } from './executor-keda.ts';
import { fitTrack } from './fit-track.ts';
import { ForecasterHere } from './forecaster.ts';
import { type Keepers, openKeepers } from './keepers.ts';
import type { Logger } from './logger.ts';
import { NO_METER } from './meter.ts';
import type { MetricTrack } from './metric-track.ts';
import { sayPods } from './plan-words.ts';
import { HORIZONS, pointAt } from './prediction.ts';
import { PushedInbox } from './pushed-inbox.ts';
import { stepBefore, timeOfStep } from './sample-grid.ts';
import { ScalerFault } from './scaler-fault.ts';
import { openSources } from './sources-open.ts';
import { tick } from './tick.ts';
import type { Decided } from './tick-decide.ts';
import type { TickPorts } from './tick-ports.ts';
import type { Workload } from './workload.ts';
import { WorkloadRun } from './workload-run.ts';
import { readWorkloads } from './workloads-read.ts';

type Asked = Extract<Command, { name: 'plan' }>;
type Say = (line: string) => void;

const ROUND_SECONDS = 60;

/** Says what would be decided now about one workload or all, and why. Nothing is changed and nothing is written down. */
export async function runPlan(config: Config, { workload: asked }: Asked, say: Say, log: Logger): Promise<boolean> {
  const all = await readWorkloads(config);
  const workloads = asked === undefined ? all : all.filter(({ key }) => key === asked);
  if (workloads.length === 0) throw new ScalerFault('unknown-workload', [asked ?? 'there is none']);
  // What is known is read from the stores of the configuration; what is learned here goes with this process.
  const [known, own] = [await openKeepers(config.keeper, log), await openKeepers({ name: 'memory' }, log)];
  const inbox = new PushedInbox();
  const sources = openSources(workloads, config, { meter: NO_METER, log, inbox, now: Date.now });
  const ports: TickPorts = {
    collectorOf: sources.ports.collectorOf,
    handsOf: (workload) => {
      const { pods } = sources.ports.handsOf(workload);
      return { pods, executor: new ExecutorKeda(), release: undefined };
    },
    series: own.series,
    states: own.states,
    snapshots: own.snapshots,
    forecaster: new ForecasterHere(modelNamed),
    events: await EventBook.open(
      { ledger: known.ledger, log, now: Date.now },
      workloads.map(({ key }) => key),
    ).catch(() => NO_EVENTS),
    learnLifts: async () => {},
    write: () => {},
    meter: NO_METER,
    log,
    collectSeconds: 10,
    liveSeconds: config.freshness.liveSeconds,
  };
  try {
    for (const workload of workloads) await planOne(workload, config, known, ports, say);
    return true;
  } finally {
    await Promise.all([sources.close(), known.close(), own.close()]);
  }
}

async function planOne(workload: Workload, config: Config, known: Keepers, ports: TickPorts, say: Say): Promise<void> {
  const run = new WorkloadRun(workload, config.timing, Date.now());
  const at = timeOfStep(run.grid, stepBefore(run.grid, Date.now()));
  const signal = AbortSignal.timeout(ROUND_SECONDS * 1000);
  run.restore(await known.states.load(workload.key).catch(() => ({})));
  run.decidedAt = Number.NEGATIVE_INFINITY;
  for (const track of run.tracks) await learn(run, track, at - run.grid.stepMs, known, ports, signal);
  const decided = await tick(run, at, ports, signal);
  if (decided !== undefined) sayPlan(run, decided, say);
}

async function learn(
  run: WorkloadRun,
  track: MetricTrack,
  at: number,
  known: Keepers,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<void> {
  const about = { workload: run.workload.key, metric: track.source.name };
  try {
    const range = {
      fromAt: Math.max(0, at - run.workload.historySeconds * 1000),
      toAt: at,
      resolution: 'raw',
    } as const;
    const samples = await known.series.read(about.workload, about.metric, range);
    await ports.series.append(about.workload, about.metric, samples);
    await backfill(run, track, at, ports, signal);
    await fitTrack(run, track, at, ports);
  } catch (error) {
    ports.log.log('warn', 'not-fitted', { ...about, reason: error instanceof Error ? error.message : String(error) });
  }
}

function sayPlan({ workload, tracks, lead, seen }: WorkloadRun, decided: Decided, say: Say): void {
  const { record, reactive, told, snapshot } = decided;
  for (const line of explain(record)) say(line);
  for (const track of tracks) {
    const { name, capacityPerPod } = track.source;
    const now = track.window.last;
    say(`  "${name}" is ${now === undefined ? 'not known' : number(now.value)}, ${capacityPerPod} a pod`);
    for (const horizon of HORIZONS) {
      const from = horizon === HORIZONS.at(-1) ? track.dayAhead : track.forecast;
      const point = from === null ? undefined : pointAt(from, horizon);
      if (point === undefined) continue;
      const [low, high] = [point.quantiles[0] ?? point.mean, point.quantiles.at(-1) ?? point.mean];
      say(
        `    in ${words(horizon)}: ${number(point.mean)}, likely ${number(low)} to ${number(high)} (${track.champion})`,
      );
    }
    if (track.forecast === null) say('    no forecast: too little history, or its source is silent');
  }
  const starts = lead.learned ? `learned from ${lead.starts} starts` : 'not learned yet';
  say(`  Pods carry load ${number(lead.seconds)} s after a decision (${starts})`);
  const { minReplicas, maxReplicas } = workload.policy;
  const there = seen?.count == null ? 'How many pods there are is not known' : `There are ${sayPods(seen.count)}`;
  say(`  ${there}; bounds are ${minReplicas} to ${maxReplicas}`);
  say(`  Mode ${snapshot.mode}: KEDA would be told ${told}; plain HPA would be told ${reactive.desired}`);
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function words(seconds: number): string {
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}
