import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, parseConfig, startScaler } from '#scaler';
import type { DrillClock } from './drill-clock.ts';

export const NAMESPACE = 'drill';
export const WORKLOAD = 'chat';

export interface DrillScalerPlan {
  readonly clock: DrillClock;
  readonly prometheusUrl: string;
  readonly poolUrl: string;
  readonly accountDirectory: string;
  readonly metricsPort: number;
  readonly controlToken: string;
  readonly capacity: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly coldStartSeconds: number;
  readonly ledger: string | undefined;
}

/** What the scaler foresees for a time: the mean, and the band that it plans within. */
export interface Foresight {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The scaler at work, and what a drill reads of it. */
export interface DrillScaler {
  readonly grpcAddress: string;
  /** Events that it warned of, and how often. */
  readonly warnings: ReadonlyMap<string, number>;
  /** What it foresees for a time; undefined while it foresees nothing. */
  foresee(at: number): Promise<Foresight | undefined>;
  /** A sum of its metrics by their name. */
  metric(name: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts the scaler as it is started in earnest, by the drill's clock and with a policy as for a real pool. */
export async function startDrillScaler(plan: DrillScalerPlan): Promise<DrillScaler> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-drill-'));
  const file = join(folder, 'workloads.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ workloads: [workloadOf(plan)] }));
  const config = parseConfig({
    WORKLOADS_FILE: file,
    ...(plan.ledger === undefined ? { KEEPER: 'memory' } : { KEEPER: 'sqlite', DATA_DIR: plan.ledger }),
    GRPC_PORT: '0',
    REST_PORT: '0',
    METRICS_PORT: '0',
    OPEN_READING: 'true',
    REQUESTS_PER_MINUTE: '1000000',
    PROMETHEUS_URL: plan.prometheusUrl,
    KUBERNETES_URL: plan.poolUrl,
    SERVICE_ACCOUNT_DIR: plan.accountDirectory,
    POLL_SECONDS: '30',
    SCRAPE_SECONDS: '30',
    START_SECONDS: String(plan.coldStartSeconds),
    CONTROL_TOKEN: plan.controlToken,
  });
  const warnings = new Map<string, number>();
  const log: Logger = {
    log: (level, event, fields) => {
      if (level === 'debug' || level === 'info') return;
      const what = fields?.reason === undefined ? event : `${event}: ${String(fields.reason).slice(0, 200)}`;
      if (warnings.size < 100 || warnings.has(what)) warnings.set(what, (warnings.get(what) ?? 0) + 1);
    },
  };
  const { now, speed } = plan.clock;
  const scaler = await startScaler(config, log, { now, speed });
  return {
    grpcAddress: `127.0.0.1:${scaler.grpcPort}`,
    warnings,
    foresee: (at) => foresee(`http://127.0.0.1:${scaler.restPort}`, at),
    metric: (name) => sumOf(`http://127.0.0.1:${scaler.metricsPort}`, name),
    async close() {
      await scaler.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function workloadOf({ capacity, minReplicas, maxReplicas, metricsPort }: DrillScalerPlan): object {
  // At this speed a pod has a fraction of a second to answer a scrape, and people who move are at two pods for minutes of the
  // trace: the mean of a second of the machine's forgives both, and a pod that has gone counts for the part that it was there.
  const seen = 'websocket_connections_active{job="pod"}[1s]';
  const pods = `sum(sum_over_time(${seen})) / max(count_over_time(${seen}))`;
  return {
    name: WORKLOAD,
    namespace: NAMESPACE,
    stepSeconds: 60,
    leastMode: 'full',
    metrics: [
      {
        name: 'connections',
        kind: 'prometheus',
        query: `(${pods}) or sum(websocket_connections_active{job="history"})`,
        capacityPerPod: capacity,
      },
    ],
    policy: { minReplicas, maxReplicas, toleranceUp: 0, toleranceDown: 0 },
    pods: { kind: 'kubernetes', selector: 'app=chat' },
    lettingGo: {
      metricsUrl: `http://{ip}:${metricsPort}/metrics`,
      drainUrl: `http://{ip}:${metricsPort}/drain`,
      drainTokenFromEnv: 'CONTROL_TOKEN',
    },
  };
}

interface Predictions {
  readonly predictions: ReadonlyArray<{
    readonly metrics: ReadonlyArray<{
      readonly forecast: {
        readonly path: {
          readonly startAt: number;
          readonly stepSeconds: number;
          readonly mean: readonly number[];
          readonly levels: readonly number[];
          readonly quantiles: ReadonlyArray<readonly number[]>;
        } | null;
      } | null;
    }>;
  }>;
}

async function foresee(restUrl: string, at: number): Promise<Foresight | undefined> {
  const answer = await fetch(`${restUrl}/api/v1/predictions/current?workload=${NAMESPACE}/${WORKLOAD}`);
  if (!answer.ok) {
    await answer.body?.cancel();
    return undefined;
  }
  const { predictions } = (await answer.json()) as Predictions;
  const path = predictions[0]?.metrics[0]?.forecast?.path;
  if (!path) return undefined;
  const index = Math.round((at - path.startAt) / 1000 / path.stepSeconds);
  const mean = path.mean[index];
  if (mean === undefined) return undefined;
  const [low, high] = [path.quantiles[0]?.[index] ?? mean, path.quantiles.at(-1)?.[index] ?? mean];
  return { mean, low, high };
}

async function sumOf(metricsUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}
