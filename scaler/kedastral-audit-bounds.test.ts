import { afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { doorFindings } from './doors.ts';
import { foreseen, metricOf, NOON } from './plan-fixture.ts';
import { MOST_REPLICAS } from './policy-fields.ts';
import { madeDecision, restScene } from './rest-fixture.ts';
import { ROUTES } from './rest-routes.ts';
import { snapshotOf } from './snapshot-fixture.ts';

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open(over: Parameters<typeof restScene>[0] = {}) {
  scene = await restScene(over);
  return scene;
}

describe('9, a rate limit', () => {
  test('holds for every route that is not about the process itself', async () => {
    const { ask } = await open({ rate: { perMinute: 1, burst: 1 } });
    await ask('/api/v1/events');

    for (const { method, path, action } of ROUTES) {
      if (action === null) continue;
      const { status, headers } = await ask(path.replace(/:\w+/, 'x'), {
        method,
        ...(method === 'POST' && { body: {} }),
      });
      expect([path, status, headers.get('retry-after')]).toEqual([path, 429, '60']);
    }
  });
});

describe('11, predictions without bounds', () => {
  test('ask for no more pods than the policy has, however much is foreseen', async () => {
    const metrics = [metricOf({ value: 400, forecast: foreseen(Array(30).fill(1e300)) })];
    const made = madeDecision({ metrics });
    const { ask } = await open({ decision: async () => made });

    const body = (await (await ask('/forecast/current?workload=shop/chat')).json()) as { desiredReplicas: number[] };

    expect(Math.max(...body.desiredReplicas)).toBe(50);
  });
});

describe('18, an absolute maximum', () => {
  test('holds whatever a snapshot says', async () => {
    const { ask, snapshots } = await open();
    const store = snapshots as unknown as { put(snapshot: object): Promise<void> };
    await store.put(
      snapshotOf({
        workload: 'shop/web',
        decidedAt: NOON,
        planned: 999_999,
        reactive: 999_999,
        maxReplicas: MOST_REPLICAS,
      }),
    );

    const body = await (await ask('/api/v1/scaling/status?workload=web')).json();

    expect(body).toMatchObject({ workloads: [{ replicas: MOST_REPLICAS }] });
  });
});

describe('12, timeouts', () => {
  test('of the REST API can be set', async () => {
    const { startRestServer } = await import('./rest-server.ts');
    const ports = await open();

    const server = await startRestServer({ host: '127.0.0.1', port: 0, requestSeconds: 3, drainSeconds: 1 }, ports);

    expect(server.port).toBeGreaterThan(0);
    await server.close();
  });
});

describe('13, values that are no numbers', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d in a forecast is never told', async (value) => {
    const made = madeDecision();
    const forecast = { ...foreseen([1, 2, 3]), mean: [1, value, 3] };
    const { ask } = await open({
      decision: async () => ({ ...made, input: { ...made.input, metrics: [metricOf({ forecast })] } }),
    });

    expect((await ask('/forecast/current?workload=shop/chat')).status).toBe(404);
    expect(await (await ask('/api/v1/predictions/current?workload=shop/chat')).json()).toMatchObject({
      predictions: [{ metrics: [{ forecast: null }] }],
    });
  });
});

describe('15, ranges', () => {
  test('hold for every number that a request may have', async () => {
    const { ask } = await open();
    const queries = [
      'limit=-1',
      'limit=0',
      'limit=1e9',
      'limit=NaN',
      'limit=',
      'from=-1',
      'to=1e99',
      'from=99999999999999999',
    ];

    for (const query of queries)
      expect([query, (await ask(`/api/v1/scaling/decisions?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('16, listening', () => {
  test('is on this machine alone unless told', async () => {
    const { base } = await open();

    expect(new URL(base).hostname).toBe('127.0.0.1');
    const { grpc, rest, metrics } = parseConfig({ AUTH_SECRET: 'x'.repeat(32) });
    expect([grpc.host, rest.host, metrics.host]).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
  });

  test('is told of where others can come in without a certificate, and where KEDA cannot come at all', () => {
    const sentences = (env: Record<string, string>) => doorFindings(parseConfig(env)).map(({ sentence }) => sentence);

    expect(sentences({ GRPC_HOST: '0.0.0.0' })).toContainEqual(expect.stringContaining('plain text'));
    expect(sentences({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toContainEqual(expect.stringContaining('GRPC_HOST'));
    expect(sentences({})).not.toContainEqual(expect.stringContaining('GRPC_HOST'));
  });
});

describe('17, refusals', () => {
  test('are each a line of the log: without a token, without a role, too often', async () => {
    const { ask, lines } = await open({ rate: { perMinute: 1, burst: 1 } });

    await ask('/api/v1/events', { role: null });
    await ask('/api/v1/events', { role: 'viewer', body: {} });
    await ask('/api/v1/events', { role: 'viewer' });

    const refused = lines.filter(({ event }) => event === 'request-refused');
    expect(refused.map(({ fields }) => fields?.code)).toEqual(['token-missing', 'forbidden', 'rate-limited']);
  });
});
