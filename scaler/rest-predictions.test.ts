import { afterEach, expect, test } from 'vitest';
import { foreseen, metricOf, NOON } from './plan-fixture.ts';
import { madeDecision, restScene } from './rest-fixture.ts';

const MINUTE = 60_000;

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open(over: Parameters<typeof restScene>[0] = {}) {
  scene = await restScene(over);
  return scene;
}

test('what is foreseen is told at 15 minutes, an hour and a day, as far as it reaches', async () => {
  const { ask } = await open();

  const body = await (await ask('/api/v1/predictions/current')).json();

  expect(body).toMatchObject({
    at: NOON,
    next: null,
    predictions: [
      { workload: 'bank/chat', decidedAt: null, metrics: [] },
      {
        workload: 'shop/chat',
        mode: 'full',
        binding: 'connections',
        metrics: [
          {
            metric: 'connections',
            value: 400,
            forecast: {
              madeAt: NOON,
              stale: false,
              path: null,
              horizons: [
                { leadSeconds: 900, forAt: NOON + 15 * MINUTE, mean: 430, levels: [0.1, 0.5, 0.9, 0.95] },
                { leadSeconds: 3600, mean: 520 },
              ],
            },
          },
          { metric: 'orders', value: null, forecast: null },
        ],
      },
      { workload: 'shop/web' },
    ],
  });
});

test('of one workload the whole path is told, and whether it is too old to be followed', async () => {
  const { ask, clock } = await open();
  clock.now += 11 * MINUTE;

  const body = (await (await ask('/api/v1/predictions/current?workload=shop/chat')).json()) as {
    predictions: { metrics: { forecast: { path: { mean: number[]; quantiles: number[][] } } }[] }[];
  };

  const forecast = body.predictions[0]?.metrics[0]?.forecast;
  expect(forecast).toMatchObject({ stale: true, ageSeconds: 660 });
  expect(forecast?.path.mean).toHaveLength(90);
  expect(forecast?.path.quantiles.map((path) => path.length)).toEqual([90, 90, 90, 90]);
});

test("the forecast is told in Kedastral's shape, with a replica count for each value, and quantiles", async () => {
  const { ask } = await open();

  const response = await ask('/forecast/current?workload=shop%2Fchat');
  const body = (await response.json()) as {
    values: number[];
    desiredReplicas: number[];
    quantiles: Record<string, number[]>;
  };

  expect(response.headers.get('x-kedastral-stale')).toBeNull();
  expect(body).toMatchObject({
    workload: 'shop/chat',
    metric: 'connections',
    generatedAt: '2025-11-21T12:00:00.000Z',
    stepSeconds: 60,
    horizonSeconds: 5400,
  });
  expect(body.values).toEqual(Array.from({ length: 90 }, (_, minute) => 400 + minute * 2));
  expect(body.desiredReplicas).toHaveLength(90);
  expect(body.desiredReplicas[0]).toBe(madeDecision().decision.desired);
  expect(Math.max(...body.desiredReplicas)).toBeGreaterThan(body.desiredReplicas[0] as number);
  expect(Object.keys(body.quantiles)).toEqual(['0.1', '0.5', '0.9', '0.95']);
});

test('an old forecast carries the header that Kedastral looks for', async () => {
  const { ask, clock } = await open();
  clock.now += 11 * MINUTE;

  const response = await ask('/forecast/current?workload=shop/chat');

  expect([response.status, response.headers.get('x-kedastral-stale')]).toEqual([200, 'true']);
});

test('a metric may be asked for; one that has no forecast, and one that there is not, are two faults', async () => {
  const { ask } = await open();
  const codeOf = async (query: string) =>
    ((await (await ask(`/forecast/current?${query}`)).json()) as { code?: string }).code;

  expect(await codeOf('workload=shop/chat&metric=connections')).toBeUndefined();
  expect(await codeOf('workload=shop/chat&metric=orders')).toBe('no-forecast');
  expect(await codeOf('workload=shop/chat&metric=nothing')).toBe('unknown-metric');
  expect(await codeOf('workload=shop/web')).toBe('no-forecast');
  expect(await codeOf('metric=connections')).toBe('bad-parameter');
});

test.each([
  ['has a step of 0', { stepSeconds: 0 }],
  ['is empty', { mean: [], quantiles: [[], [], [], []] }],
  ['has no numbers', { mean: [Number.NaN] }],
  ['crosses', { quantiles: [[5], [4], [3], [2]], mean: [1] }],
])('a forecast that %s is none', async (_what, flaw) => {
  const made = madeDecision();
  const metrics = [metricOf({ forecast: { ...foreseen([1]), ...flaw } })];
  const { ask } = await open({ decision: async () => ({ ...made, input: { ...made.input, metrics } }) });

  expect((await ask('/forecast/current?workload=shop/chat')).status).toBe(404);
  expect(await (await ask('/api/v1/predictions/current?workload=shop/chat')).json()).toMatchObject({
    predictions: [{ metrics: [{ forecast: null }] }],
  });
});
