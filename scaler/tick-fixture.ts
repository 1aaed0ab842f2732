import { lastValue, type Model, seasonalNaive } from '#forecast-lib';
import type { CollectWindow, Sample } from './collector.ts';
import { parseConfig } from './config.ts';
import { NO_EVENTS } from './event-factor.ts';
import { ExecutorKeda } from './executor-keda.ts';
import { ForecasterHere } from './forecaster.ts';
import type { LedgerEntry } from './ledger.ts';
import { NO_METER } from './meter.ts';
import { UNSEEN_PODS } from './pod-source.ts';
import { stepBefore, timeOfStep } from './sample-grid.ts';
import { SeriesStoreMemory } from './series-store-memory.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';
import { StateStoreMemory } from './state-store-memory.ts';
import type { TickPorts } from './tick-ports.ts';
import type { Workload } from './workload.ts';
import { WorkloadRun } from './workload-run.ts';
import { parseWorkloads } from './workloads-file.ts';

/** 12:00 on a Friday, in UTC. */
export const NOON = Date.UTC(2025, 10, 21, 12);
export const DAY_MS = 86_400_000;

const TIMING = parseConfig({}).timing;

/** A workload of one metric of which a pod carries 100, each 5 minutes, with a policy that does what is wanted at once. */
export function workloadOf(
  over: Readonly<Record<string, unknown>> = {},
  policy: Readonly<Record<string, unknown>> = {},
): Workload {
  const given = {
    name: 'chat',
    namespace: 'shop',
    stepSeconds: 300,
    leastMode: 'full',
    model: 'seasonal-naive',
    metrics: [{ name: 'connections', kind: 'pushed', capacityPerPod: 100 }],
    ...over,
    policy: {
      maxReplicas: 50,
      growFactor: 1000,
      shrinkPercent: 100,
      stabilizationSeconds: 0,
      toleranceUp: 0,
      toleranceDown: 0,
      ...policy,
    },
  };
  return parseWorkloads(JSON.stringify({ workloads: [given] }))[0] as Workload;
}

/** A load of 500 that is 1500 from 12:30 to 13:30 each day. */
export function dailyPeak(at: number): number {
  const hour = (at % DAY_MS) / 3_600_000;
  return hour >= 12.5 && hour < 13.5 ? 1500 : 500;
}

export function modelFor(name: string): Model {
  return name === 'last-value' ? lastValue() : seasonalNaive();
}

/** A source that measured a load at each step of what it is asked for. */
export function sourceOf(loadAt: (at: number) => number | undefined) {
  const asked: CollectWindow[] = [];
  return {
    asked,
    collect: async (window: CollectWindow): Promise<readonly Sample[]> => {
      asked.push(window);
      const { fromAt, toAt, stepSeconds, phaseMs = 0 } = window;
      const grid = { stepMs: stepSeconds * 1000, phaseMs };
      const samples: Sample[] = [];
      for (let step = stepBefore(grid, fromAt - 1) + 1; timeOfStep(grid, step) <= toAt; step++) {
        const at = timeOfStep(grid, step);
        const value = loadAt(at);
        if (value !== undefined) samples.push({ at, value });
      }
      return samples;
    },
    close: async () => {},
  };
}

/** A workload that is followed, with everything that it reaches in memory. */
export function following(
  options: {
    readonly workload?: Workload;
    readonly load?: (at: number) => number | undefined;
    readonly ports?: Partial<TickPorts>;
  } = {},
) {
  const { workload = workloadOf(), load = dailyPeak } = options;
  const rows: LedgerEntry[] = [];
  const logged: string[] = [];
  const source = sourceOf(load);
  const ports: TickPorts = {
    collectorOf: () => source,
    handsOf: () => ({ pods: UNSEEN_PODS, executor: new ExecutorKeda(), release: undefined }),
    series: new SeriesStoreMemory(),
    states: new StateStoreMemory(),
    snapshots: new SnapshotStoreMemory(),
    forecaster: new ForecasterHere(modelFor),
    events: NO_EVENTS,
    learnLifts: async () => {},
    write: (row) => void rows.push(row),
    meter: NO_METER,
    log: { log: (_level, event) => void logged.push(event) },
    collectSeconds: 10,
    liveSeconds: 600,
    ...options.ports,
  };
  const run = new WorkloadRun(workload, TIMING, NOON);
  return { run, ports, rows, logged, source, workload };
}

/** A time of a workload's grid: the last before another time. */
export function gridTime(run: WorkloadRun, at: number): number {
  return timeOfStep(run.grid, stepBefore(run.grid, at));
}

export const NEVER_ENDED: AbortSignal = new AbortController().signal;
