import { expect, test } from 'vitest';
import { seasonalNaive } from '#forecast-lib';
import {
  type Collector,
  ExecutorKeda,
  ForecasterHere,
  NO_EVENTS,
  NO_METER,
  parseConfig,
  parseWorkloads,
  recompute,
  SeriesStoreMemory,
  SnapshotStoreMemory,
  StateStoreMemory,
  startScheduler,
  type TickPorts,
  UNSEEN_PODS,
  type Workload,
  WorkloadRun,
} from './index.ts';

const DAY_MS = 86_400_000;
const STEP_SECONDS = 300;
const NOON = Date.UTC(2025, 10, 21, 12);

const FILE = `
workloads:
  - name: chat
    namespace: shop
    stepSeconds: ${STEP_SECONDS}
    historySeconds: 259200
    leastMode: full
    metrics: [{ name: connections, kind: pushed, capacityPerPod: 100 }]
    policy: { maxReplicas: 50, leadSeconds: 1200, growFactor: 1000, stabilizationSeconds: 0, shrinkPercent: 100 }
`;

/** People come at half past twelve, every day. */
const loadAt = (at: number) => (at % DAY_MS >= 12.5 * 3_600_000 && at % DAY_MS < 13.5 * 3_600_000 ? 1500 : 500);

const crowd: Collector = {
  collect: async ({ fromAt, toAt, stepSeconds, phaseMs = 0 }) => {
    const stepMs = stepSeconds * 1000;
    const first = Math.ceil((fromAt - phaseMs) / stepMs) * stepMs + phaseMs;
    const count = Math.max(0, Math.floor((toAt - first) / stepMs) + 1);
    return Array.from({ length: count }, (_, step) => first + step * stepMs).map((at) => ({ at, value: loadAt(at) }));
  },
  close: async () => {},
};

function world(): TickPorts {
  return {
    collectorOf: () => crowd,
    handsOf: () => ({ pods: UNSEEN_PODS, executor: new ExecutorKeda(), release: undefined }),
    series: new SeriesStoreMemory(),
    states: new StateStoreMemory(),
    snapshots: new SnapshotStoreMemory(),
    forecaster: new ForecasterHere(() => seasonalNaive()),
    events: NO_EVENTS,
    learnLifts: async () => {},
    write: () => {},
    meter: NO_METER,
    log: { log: () => {} },
    collectSeconds: 10,
    liveSeconds: 2 * STEP_SECONDS,
  };
}

test('through its door, whole days of a workload are simulated with a clock and a world of one’s own', async () => {
  let now = NOON;
  const [workload] = parseWorkloads(FILE) as [Workload];
  const run = new WorkloadRun(workload, parseConfig({}).timing, now);
  const scheduler = startScheduler([run], world(), { refitSeconds: 86_400, now: () => now }, false);
  await scheduler.roundForAll();
  await scheduler.fitted();

  const told: { readonly at: number; readonly pods: number }[] = [];
  for (; now < NOON + DAY_MS; now += STEP_SECONDS * 1000) {
    await scheduler.roundForAll();
    told.push({ at: now, pods: run.last?.told ?? 0 });
  }
  await scheduler.close();

  const at = (hour: number) => told.find((one) => one.at % DAY_MS === hour * 3_600_000)?.pods;
  expect([at(12), at(12.25), at(12.5), at(13.75)]).toEqual([5, 15, 15, 5]);
  expect(recompute(run.last).same).toBe(true);
});
