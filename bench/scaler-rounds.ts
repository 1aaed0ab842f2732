/**
 * Rounds of planning in one process: `node bench/scaler-rounds.ts MODEL WORKLOADS`. Each workload has a week at 5 minutes, in
 * memory. Prints one line of JSON.
 */
import {
  type Collector,
  ExecutorKeda,
  type ForecastAsk,
  type Forecaster,
  ForecasterThread,
  NO_EVENTS,
  NO_METER,
  parseConfig,
  parseWorkloads,
  SeriesStoreMemory,
  SnapshotStoreMemory,
  StateStoreMemory,
  startScheduler,
  type TickPorts,
  UNSEEN_PODS,
  WorkloadRun,
} from '#scaler';
import { STEP_SECONDS, WEEK_SECONDS } from './scaler-answers.ts';
import { type Latency, latencyOf, nameOf } from './scaler-calls.ts';
import { loadOf } from './scaler-source.ts';

/** What a process of rounds says at its end. */
export interface RoundsSeen {
  readonly model: string;
  /** Fetching, fitting and forecasting every workload for the first time, and deciding about it. */
  readonly first: Cost;
  /** The dearest of the rounds after that: each metric collected, forecast and decided about. */
  readonly round: Cost;
  /** One forecast as a round asks for it, its way to the thread and back with it. */
  readonly predict: Latency;
}

/** What something cost. */
export interface Cost {
  /** Of the processor, all threads together: what it takes on one core, however busy the machine is. */
  readonly cpuSeconds: number;
  readonly seconds: number;
}

const ROUNDS = 3;
const FITTED_MS = 30_000;
/** 12:00 on a Friday, in UTC. */
const NOON = Date.UTC(2025, 10, 21, 12);

const [model = 'ensemble', count = '1000'] = process.argv.slice(2);
const log = { log() {} };
const predicted: number[] = [];
let now = NOON;

function sourceOf(workload: number): Collector {
  return {
    collect: async ({ fromAt, toAt, stepSeconds, phaseMs = 0 }) => {
      const stepMs = stepSeconds * 1000;
      const samples: { at: number; value: number }[] = [];
      for (let at = Math.ceil((fromAt - phaseMs) / stepMs) * stepMs + phaseMs; at <= toAt; at += stepMs) {
        samples.push({ at, value: loadOf(workload, at) });
      }
      return samples;
    },
    close: async () => {},
  };
}

/** One question at a time: how long the thread takes, not how long the queue is. */
function timed(forecaster: Forecaster): Forecaster {
  let last: Promise<unknown> = Promise.resolve();
  return {
    fit: (id, name, series) => forecaster.fit(id, name, series),
    next: (ask: ForecastAsk) => {
      const mine = last.then(async () => {
        const startedAt = performance.now();
        const forecast = await forecaster.next(ask);
        predicted.push(performance.now() - startedAt);
        return forecast;
      });
      last = mine.catch(() => {});
      return mine;
    },
    forget: (id) => forecaster.forget(id),
    close: () => forecaster.close(),
  };
}

const given = Array.from({ length: Number(count) }, (_, workload) => ({
  name: nameOf(workload),
  namespace: 'bench',
  stepSeconds: STEP_SECONDS,
  historySeconds: WEEK_SECONDS,
  leastMode: 'full',
  model,
  metrics: [{ name: 'load', kind: 'pushed', capacityPerPod: 100 }],
  policy: { maxReplicas: 100 },
}));
const workloads = parseWorkloads(JSON.stringify({ workloads: given }));
const sources = new Map(workloads.map(({ key }, workload) => [key, sourceOf(workload)]));
const forecaster = timed(new ForecasterThread(log));
const ports: TickPorts = {
  collectorOf: ({ key }) => sources.get(key) ?? sourceOf(0),
  handsOf: () => ({ pods: UNSEEN_PODS, executor: new ExecutorKeda(), release: undefined }),
  series: new SeriesStoreMemory(),
  states: new StateStoreMemory(),
  snapshots: new SnapshotStoreMemory(),
  forecaster,
  events: NO_EVENTS,
  learnLifts: async () => {},
  write: () => {},
  meter: NO_METER,
  log,
  collectSeconds: 10,
  liveSeconds: 2 * STEP_SECONDS,
};
const { timing } = parseConfig({});
const runs = workloads.map((workload) => new WorkloadRun(workload, timing, now));
const scheduler = startScheduler(runs, ports, { refitSeconds: WEEK_SECONDS, now: () => now }, false);

function isWithoutForecast({ tracks }: WorkloadRun): boolean {
  return tracks.some(({ forecast }) => forecast === null);
}

async function costOf(task: () => Promise<void>): Promise<Cost> {
  const [startedAt, used] = [performance.now(), process.cpuUsage()];
  await task();
  const { user, system } = process.cpuUsage(used);
  return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - startedAt) / 1000 };
}

const first = await costOf(async () => {
  await scheduler.roundForAll();
  await scheduler.fitted();
  // Each fit is followed by a round of its own.
  for (const until = performance.now() + FITTED_MS; runs.some(isWithoutForecast); ) {
    if (performance.now() > until) throw new Error('A workload has no forecast: the times would mean nothing');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
predicted.length = 0;
const rounds: Cost[] = [];
for (let round = 0; round < ROUNDS; round++) {
  now += STEP_SECONDS * 1000;
  rounds.push(await costOf(() => scheduler.roundForAll()));
}
const round = rounds.reduce((one, other) => (other.cpuSeconds > one.cpuSeconds ? other : one));
const seen: RoundsSeen = { model, first, round, predict: latencyOf(predicted, 0) };
process.stdout.write(`${JSON.stringify(seen)}\n`);
await scheduler.close();
await forecaster.close();
