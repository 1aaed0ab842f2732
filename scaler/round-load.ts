/**
 * Costs of planning, measured: `node scaler/round-load.ts [workloads]`. Follows so many workloads (1,000) of which a week at
 * 5 minutes is known, in memory, with the default model in its thread; prints one line of JSON. Times are of the wall
 * clock: run it on one core (`taskset -c 0`) to have them on one core.
 */
import { ForecasterThread } from './forecaster-thread.ts';
import { MeterPrometheus } from './meter.ts';
import { startScheduler } from './scheduler.ts';
import { DAY_MS, dailyPeak, following, NOON, workloadOf } from './tick-fixture.ts';
import { WorkloadRun } from './workload-run.ts';

const STEP_MS = 300_000;
const WEEK_SECONDS = 7 * 86_400;
const ROUNDS = 3;

const count = Number(process.argv[2] ?? 1000);
const timing = { pollSeconds: 15, scrapeSeconds: 15, startSeconds: 60, refitSeconds: 7 * 86_400 };
const meter = new MeterPrometheus();
const log = { log() {} };

/** A day with noise, another for each workload. */
function loadOf(index: number): (at: number) => number {
  return (at) => {
    const noise = Math.sin(at / 7919 + index) * Math.sin(at / 104_729) * 40;
    return dailyPeak(at + index * 60_000) + 100 * Math.sin((2 * Math.PI * at) / DAY_MS) + noise;
  };
}

const sources = new Map(
  Array.from({ length: count }, (_, index) => [`w${index}`, following({ load: loadOf(index) }).source]),
);
const forecaster = new ForecasterThread(log);
let now = NOON;
const scene = following({
  ports: {
    collectorOf: ({ name }) => sources.get(name) ?? following().source,
    forecaster,
    meter,
    log,
  },
});
const over = { model: 'ensemble', historySeconds: WEEK_SECONDS };
const runs = [...sources.keys()].map((name) => new WorkloadRun(workloadOf({ ...over, name }), timing, now));
const scheduler = startScheduler(runs, scene.ports, { refitSeconds: timing.refitSeconds, now: () => now }, false);

async function timed(task: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return (performance.now() - startedAt) / 1000;
}

async function percentile(metric: string, level: number): Promise<number> {
  const found = await meter.registry.getSingleMetric(metric)?.get();
  const buckets = (found?.values ?? []).filter(({ labels }) => 'le' in labels);
  const most = Math.max(...buckets.map(({ value }) => value));
  return Number(buckets.find(({ value }) => value >= most * level)?.labels.le ?? Number.NaN);
}

const first = await timed(() => scheduler.roundForAll());
const learn = await timed(async () => {
  await scheduler.fitted();
  await scheduler.roundForAll();
});
const planned = runs.filter(({ tracks }) => tracks.every(({ forecast }) => forecast !== null)).length;
meter.registry.resetMetrics();
const rounds: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  now += STEP_MS;
  rounds.push(await timed(() => scheduler.roundForAll()));
}
const answer = {
  workloads: count,
  planned,
  firstRoundSeconds: first,
  learnSeconds: learn,
  roundSeconds: Math.max(...rounds),
  tickAtMostSecondsP99: await percentile('breakwater_scaler_tick_seconds', 0.99),
  predictAtMostSecondsP99: await percentile('breakwater_scaler_predict_seconds', 0.99),
  residentBytes: process.memoryUsage().rss,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
await scheduler.close();
await forecaster.close();
