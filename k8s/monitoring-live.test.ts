import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  Peer,
  type RedisServer,
  type RunningPlace,
  type RunningPrometheus,
  signToken,
  startPlace,
  startPod,
  startPrometheus,
  startRedisServer,
} from '#conformance';
import { DASHBOARDS } from './dashboards.ts';

/**
 * What is only counted when something goes wrong, or after hours: no answer is the right answer in a short and quiet
 * while. Everything else must have one.
 */
const SILENT = [
  'breakwater_connections_refused_total',
  'breakwater_gaps_total',
  'breakwater_log_errors_total',
  'breakwater_scaler_collect_faults_total',
  'breakwater_scaler_forecast_error',
  'breakwater_scaler_forecast_coverage',
  'breakwater_scaler_lead_won_seconds_total',
  'breakwater_scaler_pods{',
  'breakwater_scaler_regret_pod_seconds',
  'breakwater_scaler_missed_pod_seconds',
  'breakwater_scaler_store_faults_total',
  'breakwater_scaler_grpc_',
];
const WORKLOADS = `
workloads:
  - name: origin
    namespace: breakwater
    stepSeconds: 5
    metrics:
      - { name: connections, kind: prometheus, query: "sum(websocket_connections_active)", capacityPerPod: 100 }
    policy: { maxReplicas: 6, minReplicas: 2 }
`;

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

const queries = Object.values(DASHBOARDS).flatMap(({ rows }) =>
  rows.flatMap(({ panels }) => panels.flatMap(({ title, queries: all }) => all.map(({ expr }) => ({ title, expr })))),
);

/** As Grafana fills in its variables, for a short while. */
function filledIn(expr: string): string {
  return expr.replaceAll(/\$__(rate_interval|range)/g, '20s').replaceAll(/\$(job|instance|workload)/g, '.*');
}

describe('pages of Grafana, asked of a real Prometheus that scrapes two pods and the scaler', () => {
  let redis: RedisServer;
  let prometheus: RunningPrometheus;
  let folder: string;
  const places: RunningPlace[] = [];
  const peers: Peer[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'breakwater-monitoring-'));
    redis = await startRedisServer();
    places.push(...(await Promise.all(['pod-1', 'pod-2'].map((name) => startPod({ name, redisUrl: redis.url })))));
    const targets = places.map((pod) => /"metricsUrl":"http:\/\/([^"]+)"/.exec(pod.logs())?.[1] ?? '');
    prometheus = await startPrometheus({ targets, scrapeSeconds: 0.5 });
    await writeFile(join(folder, 'workloads.yaml'), WORKLOADS);
    const scaler = await startScaler();
    const metrics = await eventually(
      () => /"metricsPort":(\d+)/.exec(scaler.logs())?.[1],
      "the scaler's port of metrics",
    );
    await prometheus.aim([...targets, `127.0.0.1:${metrics}`]);
    places.push(scaler);
  });

  afterAll(async () => {
    for (const peer of peers) peer.break();
    await Promise.all(places.map((place) => place.stop()));
    await prometheus?.stop();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const startScaler = () =>
    startPlace({
      name: 'scaler',
      args: ['scaler/main.ts'],
      env: {
        WORKLOADS_FILE: join(folder, 'workloads.yaml'),
        DATA_DIR: join(folder, 'data'),
        PROMETHEUS_URL: prometheus.url,
        GRPC_PORT: '0',
        REST_PORT: '0',
        METRICS_PORT: '0',
        OPEN_READING: 'true',
      },
      address: (line) => (line.includes('"rest-listening"') ? `http://127.0.0.1:${JSON.parse(line).port}` : undefined),
      goodExits: [0],
    });

  async function ask(expr: string): Promise<Answer> {
    const query = new URLSearchParams({ query: filledIn(expr) });
    return (await (await fetch(`${prometheus.url}/api/v1/query?${query}`)).json()) as Answer;
  }

  /** People come, talk, come back with a position, and one is told a fault. */
  async function talk(): Promise<void> {
    for (const [index, pod] of places.slice(0, 2).entries()) {
      const peer = await Peer.enter(pod.url, 'monitored', await signToken({ sub: `ada-${index}` }));
      peers.push(peer);
      await peer.tell('hello');
      peer.send('no frame');
      const left = await Peer.enter(pod.url, 'monitored', await signToken({ sub: `bob-${index}` }));
      await left.heard(1);
      left.break();
      peers.push(await Peer.enter(pod.url, 'monitored', await signToken({ sub: `bob-${index}` }), left.position));
    }
  }

  it('every query is answered, and says something unless it is about trouble', async () => {
    await talk();
    const due = queries.filter(({ expr }) => !SILENT.some((name) => expr.includes(name)));
    const empty = async () => {
      // Rates need two samples with something between them; a visitor may say 100 messages a minute.
      await pause(1_500);
      await peers[0]?.tell('and again');
      const answers = await Promise.all(due.map(async (query) => ({ ...query, answer: await ask(query.expr) })));
      return answers.filter(({ answer }) => (answer.data?.result.length ?? 0) === 0).map(({ title }) => title);
    };

    let missing: string[] = [];
    await eventually(
      async () => {
        missing = await empty();
        return missing.length === 0 || undefined;
      },
      'an answer to each',
      40_000,
    ).catch(() => {});
    const all = await Promise.all(queries.map(({ expr }) => ask(expr)));

    expect(missing).toEqual([]);
    expect(due.length).toBeGreaterThan(30);
    expect(all.filter(({ status }) => status !== 'success')).toEqual([]);
  }, 90_000);
});
