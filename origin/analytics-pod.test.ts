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

async function askPod(env: Environment, path: string): Promise<Response> {
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
  return fetch(`${pod.url}/api/analytics/${path}`, { headers: { authorization: `Bearer ${token}` } });
}

test('a pod that is told of a Prometheus shows what all pods have together', async () => {
  const endAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 30 * MINUTE_MS;
  const lines = Array.from({ length: 20 }, (_, index) => {
    const seconds = endAt / 1000 - (20 - index) * 60;
    return [`{pod="a"} ${10 + index} ${seconds}`, `{pod="b"} 5 ${seconds}`];
  });
  const sorted = [0, 1].flatMap((pod) => lines.map((pair) => `websocket_connections_active${pair[pod]}`));
  const history = `# TYPE websocket_connections_active gauge\n${sorted.join('\n')}\n# EOF\n`;
  const prometheus = await startPrometheus({ targets: [], scrapeSeconds: 60, history });
  onTestFinished(() => prometheus.stop());

  const query = `connections?from=${endAt - 15 * MINUTE_MS}&to=${endAt - 5 * MINUTE_MS}&step=300`;
  const answer = (await (await askPod({ PROMETHEUS_URL: prometheus.url }, query)).json()) as AnalyticsAnswer;

  expect(answer.source).toBe('prometheus');
  const known = answer.columns.value.filter((value) => value !== null);
  expect(known.length).toBeGreaterThan(1);
  for (const value of known) expect(value).toBeGreaterThan(15);
  expect(known).toEqual(known.toSorted((one, other) => one - other));
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
      { id: '2', at: at - 2 * MINUTE_MS, workload: 'chat/pods', mode: 'full', told: 5, reactive: 3 },
      { id: '1', at: at - 4 * MINUTE_MS, workload: 'chat/pods', mode: 'full', told: 4, reactive: 2 },
    ];
    const status = { at, workloads: [{ mode: 'full', lastKnown: 4, decidedAt: at - 30_000 }], next: null };
    response.end(JSON.stringify(request.url?.includes('/status') ? status : { decisions, next: null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const query = `replicas?from=${at - 5 * MINUTE_MS}&to=${at}&step=60`;
  const answer = await askPod({ SCALER_URL: url, SCALER_TOKEN: 'read-only' }, query);

  const { mode, columns } = (await answer.json()) as ReplicasAnswer;
  expect(mode).toBe('full');
  expect(columns.desired).toEqual([null, 4, 4, 5, 5, 5]);
  expect(columns.reactive).toEqual([null, 2, 2, 3, 3, 3]);
  expect(columns.ready.at(-1)).toBe(4);
  expect(asked).toEqual(['Bearer read-only /api/v1/scaling/status', 'Bearer read-only /api/v1/scaling/decisions']);
});
