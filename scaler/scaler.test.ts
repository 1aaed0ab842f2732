import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, type RedisServer, startRedisServer } from '#conformance';
import { parseConfig } from './config.ts';
import { Keda, scaledObject } from './keda-fixture.ts';
import { type Scaler, startScaler } from './scaler.ts';
import { ScalerFault } from './scaler-fault.ts';

const POLICY = '{ maxReplicas: 20, minReplicas: 2, stabilizationSeconds: 0, toleranceUp: 0, toleranceDown: 0 }';
const workloads = (names: readonly string[], stepSeconds = 5) => `
defaults:
  namespace: shop
  stepSeconds: ${stepSeconds}
  leastMode: full
  historySeconds: 3600
  policy: ${POLICY}
workloads:
${names.map((name) => `  - { name: ${name}, metrics: [{ name: connections, kind: prometheus, query: connections, capacityPerPod: 100 }] }`).join('\n')}
`;

/** A double of Prometheus that says what a test wants, or nothing at all. */
class FakePrometheus {
  value: number | string = 700;
  hangs = false;
  status = 200;
  url = '';
  readonly #server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    if (this.hangs) return;
    const asked = new URLSearchParams(body);
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name))) as [
      number,
      number,
      number,
    ];
    const first = Math.ceil(start / step) * step;
    const count = Math.max(0, Math.floor((end - first) / step) + 1);
    const values = Array.from({ length: count }, (_, index) => [first + index * step, String(this.value)]);
    const result = count === 0 ? [] : [{ metric: {}, values }];
    response.writeHead(this.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

let folder: string;
let prometheus: FakePrometheus;
const open: { close(): unknown }[] = [];
const logged: string[] = [];
const log = { log: (_level: string, event: string) => void logged.push(event) };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-scaler-'));
  prometheus = new FakePrometheus();
  await prometheus.open();
  logged.length = 0;
});

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await prometheus.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  env: Record<string, string> = {},
  names: readonly string[] = ['chat'],
): Promise<Scaler & { keda: Keda }> {
  const file = join(folder, 'workloads.yaml');
  await writeFile(file, workloads(names));
  const ports = { GRPC_HOST: '127.0.0.1', GRPC_PORT: '0', REST_PORT: '0', METRICS_PORT: '0' };
  const own = {
    WORKLOADS_FILE: file,
    DATA_DIR: join(folder, 'data'),
    PROMETHEUS_URL: prometheus.url,
    OPEN_READING: 'true',
  };
  const config = parseConfig({ ...ports, ...own, KEEPER: 'memory', ...env });
  const scaler = await startScaler(config, log);
  open.push(scaler);
  const keda = new Keda(`127.0.0.1:${scaler.grpcPort}`);
  open.push(keda);
  return { ...scaler, keda };
}

/** A forecast may ask for more than is needed, but never for less. */
const answer = (keda: Keda, count: number, name = 'chat') =>
  eventually(
    () =>
      keda.poll(scaledObject({ workload: name })).then(
        ({ value }) => (value >= count ? value : undefined),
        () => undefined,
      ),
    `${count} pods or more`,
    30_000,
  );
const read = async (scaler: Scaler, path: string) => (await fetch(`http://127.0.0.1:${scaler.restPort}${path}`)).json();

describe('a scaler', () => {
  it('answers KEDA from what Prometheus says, and tells people and Prometheus of it', async () => {
    const scaler = await start();

    await answer(scaler.keda, 7);

    expect(JSON.stringify(await read(scaler, '/api/v1/scaling/status'))).toContain('shop/chat');
    const metrics = await (await fetch(`http://127.0.0.1:${scaler.metricsPort}/metrics`)).text();
    expect(metrics).toContain('breakwater_scaler_desired_pods{workload="shop/chat",by="told"} 7');
    expect(metrics).toMatch(
      /breakwater_scaler_grpc_calls_total\{call="GetMetrics",status="0",rung="(fresh|reactive)"\} \d/,
    );
  });

  it('does not start with wrong workloads, and leaves nothing open', async () => {
    await writeFile(join(folder, 'workloads.yaml'), 'workloads: [{ name: A }]');
    const config = parseConfig({ WORKLOADS_FILE: join(folder, 'workloads.yaml'), KEEPER: 'memory' });

    await expect(startScaler(config, log)).rejects.toThrow(ScalerFault);
  });

  it('does not start where a port is taken, and lets go of what it had opened', async () => {
    const first = await start();

    await expect(start({ REST_PORT: String(first.restPort) })).rejects.toThrow(`REST_PORT ${first.restPort}`);
    await expect(start()).resolves.toBeDefined();
  });

  it('answers the same after a restart, before anybody was asked anything', async () => {
    const scaler = await start({ KEEPER: 'sqlite' });
    await answer(scaler.keda, 7);
    await scaler.close();
    prometheus.hangs = true;

    const again = await start({ KEEPER: 'sqlite' });

    expect((await again.keda.poll(scaledObject())).value).toBe(7);
  });
});

describe('a scaler whose Prometheus fails', () => {
  it('goes on with the pods known last, and takes up what comes again', async () => {
    const scaler = await start();
    await answer(scaler.keda, 7);

    prometheus.status = 503;
    await eventually(() => (logged.includes('collect-failed') ? true : undefined), 'a source that fails', 20_000);
    expect((await scaler.keda.poll(scaledObject())).value).toBeGreaterThanOrEqual(7);

    prometheus.status = 200;
    prometheus.value = 1100;
    await answer(scaler.keda, 11);
  }, 60_000);

  it('answers at once while Prometheus hangs, and ends within its bounds', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `w${index}`);
    const scaler = await start({}, names);
    for (const name of names) await answer(scaler.keda, 7, name);
    prometheus.hangs = true;

    const times: number[] = [];
    for (let count = 0; count < 100; count++) {
      const startedAt = performance.now();
      await scaler.keda.poll(scaledObject({ workload: `w${count % 50}` }));
      times.push(performance.now() - startedAt);
    }
    const closingAt = Date.now();
    await scaler.close();

    expect(times).toHaveLength(100);
    expect(Date.now() - closingAt).toBeLessThan(20_000);
  }, 60_000);

  it('is not led astray by numbers that are none', async () => {
    const scaler = await start();
    await answer(scaler.keda, 7);

    for (const lie of ['NaN', '+Inf', '-Inf', '-700']) {
      prometheus.value = lie;
      const { value } = await scaler.keda.poll(scaledObject());
      expect(value).toBeGreaterThanOrEqual(2);
      expect(value).toBeLessThanOrEqual(20);
    }
    prometheus.value = 1e15;
    await answer(scaler.keda, 20);
  }, 60_000);
});

describe('two replicas that share a Redis', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedisServer({ appendonly: true });
    open.push({ close: () => redis.stop() });
  });

  it('give the same answers and write one decision of each moment', async () => {
    const env = { REDIS_URL: redis.url, KEEPER: 'redis' };
    const [one, two] = [await start(env), await start(env)];
    await answer(one.keda, 7);
    await answer(two.keda, 7);

    prometheus.value = 900;
    await Promise.all([answer(one.keda, 9), answer(two.keda, 9)]);
    await eventually(async () => {
      const [first, second] = await Promise.all([one, two].map(({ keda }) => keda.poll(scaledObject())));
      return first?.value === second?.value ? true : undefined;
    }, 'the same answer from both');

    const { decisions } = (await read(two, '/api/v1/scaling/decisions?limit=50')) as { decisions: { at: number }[] };
    const times = decisions.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(0);
    expect(new Set(times).size).toBe(times.length);
  }, 60_000);

  it('start and answer without Redis, and share again when it is there', async () => {
    await redis.kill();
    const env = { REDIS_URL: redis.url, KEEPER: 'redis' };
    const [one, two] = [await start(env), await start(env)];
    await answer(one.keda, 7);
    await answer(two.keda, 7);

    await redis.restart();
    prometheus.value = 900;
    await Promise.all([answer(one.keda, 9), answer(two.keda, 9)]);

    const rows = () => read(one, '/api/v1/scaling/decisions?limit=50') as Promise<{ decisions?: { told: number }[] }>;
    const found = await eventually(
      async () => ((await rows()).decisions?.some(({ told }) => told === 7) ? true : undefined),
      'what was decided without Redis to be written down',
      40_000,
    );
    expect(found).toBe(true);
  }, 120_000);
});
