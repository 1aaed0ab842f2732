import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPrometheus, ScrapedPod, startPrometheus } from '#conformance';
import { CollectorPrometheus } from './collector-prometheus.ts';
import { HttpClient } from './http-client.ts';
import type { SourceOf } from './metric-source.ts';
import { NEVER } from './source-fixture.ts';

const WAIT = { timeout: 20_000, interval: 200 };
let pod: ScrapedPod;
let prometheus: RunningPrometheus;
const client = new HttpClient();
let connections = 40;

beforeAll(async () => {
  pod = await ScrapedPod.start(() => ({ websocket_connections_active: connections, odd: Number.NaN }));
  prometheus = await startPrometheus({ targets: [`127.0.0.1:${pod.port}`], scrapeSeconds: 0.2 });
});
afterAll(async () => {
  client.close();
  await prometheus?.stop();
  await pod?.close();
});

function open(query: string, more: Partial<SourceOf<'prometheus'>> = {}) {
  const source = { kind: 'prometheus', name: 'live', query, capacityPerPod: 10, timeoutSeconds: 5, ...more } as const;
  return new CollectorPrometheus(source, { workload: 'shop/chat', env: {}, client, prometheusUrl: prometheus.url });
}
const lastSeconds = (seconds: number) => {
  return { fromAt: Date.now() - seconds * 1000, toAt: Date.now(), stepSeconds: 1 };
};

test('from a real Prometheus come the real numbers, and when its target was gone a gap', async () => {
  const collector = open('sum(websocket_connections_active)');
  const newest = async () => (await collector.collect(lastSeconds(60), NEVER)).at(-1);

  await expect.poll(async () => (await newest())?.value, WAIT).toBe(40);
  connections = 55;
  await expect.poll(async () => (await newest())?.value, WAIT).toBe(55);
  await pod.close();
  await expect.poll(async () => Date.now() - ((await newest())?.at as number), WAIT).toBeGreaterThan(3_000);
  connections = 7;
  await pod.open();
  await expect.poll(async () => (await newest())?.value, WAIT).toBe(7);

  const samples = await collector.collect(lastSeconds(90), NEVER);
  const differences = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at as number));
  expect(Math.max(...differences)).toBeGreaterThanOrEqual(3_000);
  expect(samples.every(({ at }) => at % 1_000 === 0)).toBe(true);
  await collector.close();
}, 90_000);

test('a real Prometheus takes a long window in parts, and would refuse it whole', async () => {
  const collector = open('vector(3)');
  const window = lastSeconds(23_000);

  const samples = await collector.collect(window, NEVER);

  const count = Math.floor(window.toAt / 1000) - Math.ceil(window.fromAt / 1000) + 1;
  expect(samples).toHaveLength(count);
  const [from, to] = [window.fromAt, window.toAt].map((at) => Math.floor(at / 1000));
  const whole = await fetch(`${prometheus.url}/api/v1/query_range?query=vector(3)&start=${from}&end=${to}&step=1`);
  expect([whole.status, await whole.text()]).toEqual([400, expect.stringContaining('11,000')]);
  await collector.close();
});

test('its own words say what is wrong with a query', async () => {
  const collector = open('sum(websocket_connections_active');

  await expect(collector.collect(lastSeconds(10), NEVER)).rejects.toMatchObject({
    code: 'source-refused',
    message: expect.stringMatching(/parse error/),
  });
  await collector.close();
});

test('NaN of a target is left out, and a metric that is not there is a gap', async () => {
  const [odd, nothing] = [open('odd'), open('sum(no_such_metric)')];

  await expect(odd.collect(lastSeconds(10), NEVER)).resolves.toEqual([]);
  await expect(nothing.collect(lastSeconds(10), NEVER)).resolves.toEqual([]);
  await odd.close();
  await nothing.close();
});

test('how old a value may be is what a real Prometheus goes by', async () => {
  const long = open('sum(websocket_connections_active)', { staleSeconds: 1 });

  const samples = await long.collect(lastSeconds(5), NEVER);

  expect(samples.length).toBeGreaterThan(0);
  await long.close();
});
