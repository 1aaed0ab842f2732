import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callEvenly, type Latency, latencyOf, MetricsCaller, nameOf } from './scaler-calls.ts';
import { peakMemory, type Running, startProgram } from './scaler-process.ts';
import { type Source, startSource } from './scaler-source.ts';

export const STEP_SECONDS = 300;
export const WEEK_SECONDS = 7 * 86_400;

const CAPACITY = 100;
/** Two loads that no limit of the policy keeps from each other. */
const PINNED = [1_600, 2_000] as const;
const LEARN_MS = 300_000;
const SETTLE_MS = 5_000;

/** What was seen of a whole scaler from outside. */
export interface AnswersSeen {
  /** From its start until it had fetched the week of every workload, fitted and forecast it. */
  readonly learnSeconds: number;
  /** From the question that a round asks Prometheus to the answer to KEDA that stands on it. */
  readonly tickToAnswer: Latency;
  /** While Prometheus hung. */
  readonly hanging: { readonly ours: Latency; readonly empty: Latency; readonly waiting: number };
  /** The most that the process had, and the control's; null where it cannot be known. */
  readonly memoryBytes: { readonly ours: number | null; readonly empty: number | null };
}

export interface AnswersPlan {
  readonly workloads: number;
  readonly rate: number;
  readonly seconds: number;
}

/** Runs a scaler as a process, with its SQLite, beside a control, and looks at both from outside. */
export async function seeAnswers(plan: AnswersPlan, tell: (what: string) => void): Promise<AnswersSeen> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  const source = await startSource();
  const empty = startProgram(['bench/scaler-empty.ts']);
  const scaler = await startScaler(folder, source, plan.workloads);
  const control = new MetricsCaller(Number(await empty.find(/"port":(\d+)/)));
  const caller = new MetricsCaller(Number(await scaler.find(/"scaler-started".*"grpcPort":(\d+)/)));
  try {
    tell(`how ${plan.workloads} workloads are learned`);
    const startedAt = performance.now();
    await learned(scaler, plan.workloads);
    const learnSeconds = (performance.now() - startedAt) / 1000;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    tell('ticks to answers');
    const tickToAnswer = await watchTicks(source, caller, plan.seconds * 2);
    tell('answers while Prometheus hangs');
    source.hang();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    // Code is compiled in the first calls.
    await callEvenly([caller, control], { ...plan, seconds: 3 });
    const [ours, bare] = (await callEvenly([caller, control], plan)) as [Latency, Latency];
    const hanging = { ours, empty: bare, waiting: source.waiting() };
    const memoryBytes = { ours: peakMemory(scaler.pid), empty: peakMemory(empty.pid) };
    return { learnSeconds, tickToAnswer, hanging, memoryBytes };
  } finally {
    caller.close();
    control.close();
    await source.close();
    await Promise.all([scaler.stop(), empty.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function startScaler(folder: string, source: Source, workloads: number): Promise<Running> {
  const file = join(folder, 'workloads.yaml');
  const policy = { maxReplicas: 100, growFactor: 1000, shrinkPercent: 100, stabilizationSeconds: 0 };
  const defaults = {
    namespace: 'bench',
    stepSeconds: STEP_SECONDS,
    historySeconds: WEEK_SECONDS,
    policy: { ...policy, toleranceUp: 0, toleranceDown: 0 },
  };
  const given = Array.from({ length: workloads }, (_, workload) => ({
    name: nameOf(workload),
    // Those of even numbers are told what plain HPA would be, so that an answer shows which measurement it stands on.
    leastMode: workload % 2 === 0 ? 'shadow' : 'full',
    mode: workload % 2 === 0 ? 'shadow' : 'full',
    metrics: [{ name: 'load', kind: 'prometheus', query: `load${workload}`, capacityPerPod: CAPACITY }],
  }));
  await writeFile(file, JSON.stringify({ defaults, workloads: given }));
  const env = {
    WORKLOADS_FILE: file,
    DATA_DIR: join(folder, 'data'),
    PROMETHEUS_URL: source.url,
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    REST_PORT: '0',
    METRICS_PORT: '0',
    OPEN_READING: 'true',
    LIVE_SECONDS: String(2 * STEP_SECONDS),
  };
  return startProgram(scalerCommand(), env);
}

/** As `npm run scaler` runs it. */
function scalerCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    readonly scripts: { readonly scaler: string };
  };
  return scripts.scaler.split(' ').slice(1);
}

/** Waits until every workload has a forecast. */
async function learned(scaler: Running, workloads: number): Promise<void> {
  const port = await scaler.find(/"scaler-started".*"metricsPort":(\d+)/);
  for (const until = Date.now() + LEARN_MS; ; await new Promise((resolve) => setTimeout(resolve, 1_000))) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const found = text.match(/^breakwater_scaler_predicted_value\{[^}]*lead="900"[^}]*\} /gm)?.length ?? 0;
    if (found >= workloads) return;
    if (Date.now() > until) throw new Error(`Only ${found} of ${workloads} workloads have a forecast`);
  }
}

/**
 * Answers each round of an even workload with a load that it did not have before, and asks as KEDA does, again and again,
 * until the answer stands on it.
 */
async function watchTicks(source: Source, caller: MetricsCaller, seconds: number): Promise<Latency> {
  const times: number[] = [];
  const watching = new Map<number, Promise<void>>();
  const turns = new Map<number, number>();
  let failed = 0;
  const watch = async (workload: number, askedAt: number, pods: number) => {
    while (performance.now() - askedAt < 10_000) {
      if ((await caller.pods(workload)) === pods) {
        times.push(performance.now() - askedAt);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    failed++;
  };
  source.onAsked = ({ workload, at }) => {
    if (workload % 2 !== 0 || watching.has(workload)) return;
    const turn = (turns.get(workload) ?? 0) + 1;
    turns.set(workload, turn);
    const load = PINNED[turn % 2] as number;
    source.pin(workload, load);
    watching.set(
      workload,
      watch(workload, at, load / CAPACITY).finally(() => watching.delete(workload)),
    );
  };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  source.onAsked = undefined;
  await Promise.all(watching.values());
  return latencyOf(times, failed);
}
