import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import type { AnalyticsAnswer, ReplicasAnswer } from '#app';
import { startPrometheus } from '#conformance';
import type { Environment } from '#settings';
import { listeningLogger, QUICK, SECRET, testConfig } from './fixture.ts';
import { startPod } from './server.ts';

const MINUTE_MS = 60_000;

async function openPod(env: Environment): Promise<(path: string) => Promise<Response>> {
  const pod = await startPod(testConfig(env), { logger: listeningLogger(), farewell: QUICK });
  onTestFinished(() => pod.close());
  const token = await new SignJWT({ name: 'Rita', roles: ['reader'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('rita')
    .setIssuer('breakwater')
    .setAudience('breakwater')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET));
  return (path) => fetch(`${pod.url}/api/analytics/${path}`, { headers: { authorization: `Bearer ${token}` } });
}

async function askPod(env: Environment, path: string): Promise<Response> {
  return (await openPod(env))(path);
}

test('a pod that is told of a Prometheus shows what all pods have together, and says what comes of that', async () => {
  const MINUTES = 150;
  const endAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const lines = Array.from({ length: MINUTES }, (_, index) => {
    const seconds = endAt / 1000 - (MINUTES - index) * 60;
    return [`{pod="a"} ${100 + index} ${seconds}`, `{pod="b"} 50 ${seconds}`];
  });
  const sorted = [0, 1].flatMap((pod) => lines.map((pair) => `websocket_connections_active${pair[pod]}`));
  const history = `# TYPE websocket_connections_active gauge\n${sorted.join('\n')}\n# EOF\n`;
  const prometheus = await startPrometheus({ targets: [], scrapeSeconds: 60, history });
  onTestFinished(() => prometheus.stop());
  const ask = await openPod({ PROMETHEUS_URL: prometheus.url });
  const read = async (query: string) => (await (await ask(`connections?${query}`)).json()) as AnalyticsAnswer;

  const past = await read(`from=${endAt - 60 * MINUTE_MS}&to=${endAt - 30 * MINUTE_MS}&step=300`);
  await expect.poll(async () => (await read('')).forecastAt, { timeout: 20_000 }).not.toBeNull();
  const { columns, forecastAt } = await read(`from=${endAt - 60 * MINUTE_MS}&to=${endAt + 20 * MINUTE_MS}&step=300`);

  expect(past.source).toBe('prometheus');
  const known = past.columns.value.filter((value) => value !== null);
  expect(known.length).toBeGreaterThan(3);
  for (const value of known) expect(value).toBeGreaterThan(150);
  expect(known).toEqual(known.toSorted((one, other) => one - other));
  const soon = columns.at.findIndex((at) => at > (forecastAt ?? 0));
  expect(columns.mean[soon]).toBeGreaterThan(150);
  const quarter = columns.at.indexOf((forecastAt ?? 0) + 15 * MINUTE_MS);
  expect(columns.predicted[quarter]).toBe(columns.mean[quarter]);
  expect(columns.predictedHigh[quarter]).toBe(columns.q95[quarter]);
});

test('a Prometheus or a scaler that is not there is told as that', async () => {
  const nowhere = 'http://127.0.0.1:9';

  const answers = [
    await askPod({ PROMETHEUS_URL: nowhere }, 'connections'),
    await askPod({ SCALER_URL: nowhere }, 'replicas'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([502, 502]);
  expect(await answers[0]?.json()).toMatchObject({ error: { code: 'source-unavailable' } });
});

test('replicas are what the scaler decided: what KEDA was told, and what plain HPA would have been', async () => {
  const at = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url?.split('?')[0]}`);
    const decisions = [
      { id: '2', at: at - 2 * MINUTE_MS, workload: 'chat/pods', mode: 'full', told: 5, reactive: 3, ready: 4 },
      { id: '1', at: at - 4 * MINUTE_MS, workload: 'chat/pods', mode: 'full', told: 4, reactive: 2 },
    ];
    const status = { at, workloads: [{ mode: 'full', lastKnown: 4, decidedAt: at - 30_000 }], next: null };
    const metrics = [
      { workload: 'chat/pods', metric: 'cpu', kind: 'prometheus', capacityPerPod: 0.7, last: null },
      { workload: 'chat/pods', metric: 'connections', kind: 'edge', capacityPerPod: 250, last: null },
    ];
    const answers = { status, metrics: { metrics, next: null }, decisions: { decisions, next: null } };
    const asking = Object.entries(answers).find(([name]) => request.url?.includes(`/${name}`));
    response.end(JSON.stringify(asking?.[1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const query = `replicas?from=${at - 5 * MINUTE_MS}&to=${at}&step=60`;
  const answer = await askPod({ SCALER_URL: url, SCALER_TOKEN: 'read-only' }, query);

  const { mode, target, columns } = (await answer.json()) as ReplicasAnswer;
  expect([mode, target]).toEqual(['full', 250]);
  expect(columns.desired).toEqual([null, 4, 4, 5, 5, 5]);
  expect(columns.reactive).toEqual([null, 2, 2, 3, 3, 3]);
  expect(columns.ready).toEqual([null, null, null, 4, 4, 4]);
  expect(asked).toEqual(
    ['scaling/status', 'scaling/decisions', 'metrics'].map((path) => `Bearer read-only /api/v1/${path}`),
  );
});
