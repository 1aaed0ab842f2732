import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  eventually,
  ROOT,
  type RunningPlace,
  type RunningPrometheus,
  startPlace,
  startPod,
  startPrometheus,
} from '#conformance';
import { Keda, scaledObject } from './keda-fixture.ts';

const DAY_SECONDS = 86_400;
const SECRET = 'a secret of a test of the scaler that is long enough';

/** What was measured of another pod for a week: 300 connections, 900 in the half hour that begins in five minutes. */
function lastWeek(nowSeconds: number): string {
  const peak = (at: number) => {
    const into = (((at - nowSeconds) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
    return into >= 300 && into < 2_100;
  };
  const from = nowSeconds - 7 * DAY_SECONDS;
  const lines = Array.from({ length: (7 * DAY_SECONDS) / 60 - 10 }, (_, minute) => {
    const at = from + minute * 60;
    return `websocket_connections_active{instance="gone:1"} ${peak(at) ? 900 : 300} ${at}`;
  });
  return `# TYPE websocket_connections_active gauge\n${lines.join('\n')}\n# EOF\n`;
}

const WORKLOADS = `
workloads:
  - name: chat
    namespace: shop
    stepSeconds: 60
    historySeconds: ${7 * DAY_SECONDS}
    leastMode: full
    metrics:
      # Of the pod that is there, as if each of its connections were ten.
      - { name: connections, kind: prometheus, query: "sum(websocket_connections_active{instance='gone:1'}) or 10 * sum(websocket_connections_active)", capacityPerPod: 100 }
    policy: { maxReplicas: 20, minReplicas: 2, leadSeconds: 600, growFactor: 100, stabilizationSeconds: 0, toleranceUp: 0, toleranceDown: 0 }
`;

describe('the scaler with a real Prometheus that scrapes a real pod', () => {
  let folder: string;
  let pod: RunningPlace;
  let prometheus: RunningPrometheus;
  const sockets: WebSocket[] = [];
  let env: Record<string, string>;
  let scaler: RunningPlace | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'breakwater-scaler-'));
    pod = await startPod();
    const metricsUrl = /"metricsUrl":"http:\/\/([^"]+)"/.exec(pod.logs())?.[1] ?? '';
    prometheus = await startPrometheus({
      targets: [metricsUrl],
      scrapeSeconds: 0.5,
      history: lastWeek(Math.floor(Date.now() / 1000)),
    });
    await writeFile(join(folder, 'workloads.yaml'), WORKLOADS);
    env = {
      WORKLOADS_FILE: join(folder, 'workloads.yaml'),
      DATA_DIR: join(folder, 'data'),
      PROMETHEUS_URL: prometheus.url,
      GRPC_HOST: '127.0.0.1',
      GRPC_PORT: '0',
      REST_PORT: '0',
      METRICS_PORT: '0',
      AUTH_SECRET: SECRET,
      OPEN_READING: 'true',
    };
    for (let count = 0; count < 32; count++)
      sockets.push(new WebSocket(`${pod.url.replace('http', 'ws')}/api/rooms/full-house/socket`));
  });

  afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await scaler?.stop();
    await prometheus?.stop();
    await pod?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async () => {
    scaler = await startPlace({
      name: 'scaler',
      args: ['scaler/main.ts'],
      env,
      address: (line) => (line.includes('"rest-listening"') ? `http://127.0.0.1:${JSON.parse(line).port}` : undefined),
      goodExits: [0],
    });
    return scaler;
  };
  const keda = (place: RunningPlace) =>
    new Keda(`127.0.0.1:${/"grpc-listening","port":(\d+)/.exec(place.logs())?.[1]}`);
  const read = async (path: string) => (await (await fetch(`${scaler?.url}${path}`)).json()) as Record<string, never>;
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['scaler/main.ts', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', ...env },
    });

  it('learns a week from Prometheus at its start, and asks for pods before the peak that comes', async () => {
    const place = await start();
    const client = keda(place);

    const { spec, value } = await eventually(
      () =>
        client.poll(scaledObject()).then(
          (poll) => (poll.value >= 9 ? poll : undefined),
          () => undefined,
        ),
      'pods for the peak',
      60_000,
    );

    expect(spec.targetSizeFloat).toBe(1);
    expect(value).toBeGreaterThanOrEqual(9);
    expect(value).toBeLessThanOrEqual(20);
    client.close();
    const predictions = JSON.stringify(await read('/api/v1/predictions/current?workload=shop/chat'));
    for (const horizon of [900, 3600, 86400]) expect(predictions).toContain(`"leadSeconds":${horizon}`);
  }, 120_000);

  it('says what it would do, and checks its surroundings', async () => {
    const plan = await run('plan', 'shop/chat');
    expect(plan.stdout).toMatch(/"connections" will be \d+/);
    expect(plan.stdout).toContain('KEDA would be told');

    const check = await run('check');
    expect(check.stdout).toContain('All is well');
    expect(check.stdout).toMatch(/shop\/chat "connections" \(prometheus\): \d+ samples/);
  }, 60_000);

  it('explains a decision from its id after a restart, and loses nothing that was written', async () => {
    const before = await run('explain');
    const id = before.stdout.split(/\s/)[0] as string;
    await scaler?.stop();

    const place = await start();
    const client = keda(place);
    await eventually(() => client.poll(scaledObject()).catch(() => undefined), 'an answer after the restart', 30_000);
    client.close();
    const explained = await run('explain', id);
    const after = await run('explain');

    expect(explained.stdout).toContain('Made again from its record it is the same');
    expect(after.stdout).toContain(id);
    const backfilled = place
      .logs()
      .split('\n')
      .find((line) => line.includes('"backfilled"'));
    if (backfilled !== undefined) expect(JSON.parse(backfilled).samples).toBeLessThan(200);
  }, 120_000);

  it('goes on answering when Prometheus is gone, and never below what was known', async () => {
    const client = keda(scaler as RunningPlace);
    const { value } = await client.poll(scaledObject());
    await prometheus.stop();

    const later = await client.poll(scaledObject());

    expect(later.value).toBeGreaterThanOrEqual(value);
    client.close();
  });
});
