import { afterEach, expect, test } from 'vitest';
import { NOON } from './plan-fixture.ts';
import { restScene } from './rest-fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const service = { role: 'service' } as const;

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open() {
  scene = await restScene();
  return scene;
}

test('samples that are pushed wait where their collector looks, and what is not taken is told why', async () => {
  const { ask, inbox } = await open();
  const samples = [
    { value: 5 },
    { at: NOON - MINUTE, value: 4 },
    { at: NOON - MINUTE, value: 9 },
    { at: NOON + HOUR, value: 1 },
    { at: 0, value: 1 },
  ];

  const response = await ask('/api/v1/metrics', {
    ...service,
    body: { workload: 'shop/chat', metric: 'orders', samples },
  });

  expect([response.status, await response.json()]).toMatchObject([
    202,
    { taken: 2, refused: expect.arrayContaining([expect.objectContaining({ reason: 'future', count: 1 })]) },
  ]);
  const read = inbox as unknown as { read(...args: unknown[]): unknown };
  expect(read.read('shop/chat', 'orders', 0, NOON)).toEqual([
    { at: NOON - MINUTE, value: 4 },
    { at: NOON, value: 5 },
  ]);
});

test.each([
  ['a number that is none', [{ value: '5' }], '/samples/0/value'],
  ['null', [{ value: null }], '/samples/0/value'],
  ['a time that is none', [{ value: 1, at: -1 }], '/samples/0/at'],
  ['another field', [{ value: 1, unit: 'x' }], '/samples/0/unit'],
  ['none', [], '/samples'],
  ['more than a thousand', Array(1001).fill({ value: 1 }), '/samples'],
])('%s among the samples refuses all of them', async (_what, samples, path) => {
  const { ask } = await open();

  const response = await ask('/api/v1/metrics', {
    ...service,
    body: { workload: 'shop/chat', metric: 'orders', samples },
  });

  expect([response.status, await response.json()]).toMatchObject([400, { code: 'bad-body', errors: [{ path }] }]);
});

test('infinity cannot be written in JSON, and what is read as it is refused', async () => {
  const { ask } = await open();
  const body = '{"workload":"shop/chat","metric":"orders","samples":[{"value":1e999}]}';

  expect((await ask('/api/v1/metrics', { ...service, body })).status).toBe(400);
});

test('a metric that nobody may push is not pushed', async () => {
  const { ask } = await open();
  const push = (metric: string, workload = 'shop/chat') =>
    ask('/api/v1/metrics', { ...service, body: { workload, metric, samples: [{ value: 1 }] } });

  const answers = [await push('connections'), await push('orders', 'bank/chat'), await push('orders', 'no/where')];

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('who pushes is written down once an hour and not at every push', async () => {
  const { ask, ledger, clock } = await open();
  const push = () =>
    ask('/api/v1/metrics', { ...service, body: { workload: 'shop/chat', metric: 'orders', samples: [{ value: 1 }] } });

  for (let minute = 0; minute < 5; minute++) {
    await push();
    clock.now += MINUTE;
  }
  clock.now += HOUR;
  await push();

  const changes = await ledger.read({ kind: 'change', limit: 9 });
  expect(changes.map(({ at, data }) => [at, data])).toMatchObject([
    [NOON + HOUR + 5 * MINUTE, {}],
    [NOON, { what: 'metric-pushed', target: 'shop/chat/orders', who: { subject: 'a-service' } }],
  ]);
});

test('metrics are listed with their newest sample, page by page', async () => {
  const { ask, series } = await open();
  await series.append('shop/chat', 'orders', [
    { at: NOON - 2 * MINUTE, value: 3 },
    { at: NOON - MINUTE, value: 7 },
  ]);
  await series.append('shop/web', 'orders', [{ at: NOON - HOUR, value: 3 }]);

  const first = await (await ask('/api/v1/metrics?limit=4')).json();
  const second = await (await ask('/api/v1/metrics?limit=4&cursor=shop%2Fchat%2Forders')).json();

  expect(first).toMatchObject({
    next: 'shop/chat/orders',
    metrics: [
      { workload: 'bank/chat', metric: 'connections', kind: 'prometheus', capacityPerPod: 100, last: null },
      { workload: 'bank/chat', metric: 'orders' },
      { workload: 'shop/chat', metric: 'connections' },
      { workload: 'shop/chat', metric: 'orders', kind: 'pushed', last: { at: NOON - MINUTE, value: 7 } },
    ],
  });
  expect(second).toMatchObject({
    next: null,
    metrics: [{ metric: 'connections' }, { workload: 'shop/web', last: null }],
  });
});

test('a series is read as columns, its gaps as gaps, part by part', async () => {
  const { ask, series } = await open();
  const samples = [1, 2, 3, 10, 11].map((minute) => ({ at: NOON - HOUR + minute * MINUTE, value: minute }));
  await series.append('shop/chat', 'orders', samples);
  const path = '/api/v1/metrics/orders?workload=shop/chat';

  const all = await (await ask(path)).json();
  const first = (await (await ask(`${path}&limit=2`)).json()) as { next: number };
  const second = await (await ask(`${path}&limit=3&from=${first.next}`)).json();

  expect(all).toEqual({
    workload: 'shop/chat',
    metric: 'orders',
    resolution: 'raw',
    columns: { at: samples.map(({ at }) => at), value: [1, 2, 3, 10, 11] },
    next: null,
  });
  expect([first, second]).toMatchObject([
    { columns: { value: [1, 2] } },
    { columns: { value: [3, 10, 11] }, next: null },
  ]);
});

test('hours come with their largest', async () => {
  const { ask, series } = await open();
  await series.append('shop/chat', 'orders', [{ at: NOON - HOUR, value: 3, max: 8 }], 'hour');

  const body = await (
    await ask('/api/v1/metrics/orders?workload=shop/chat&resolution=hour&from=2025-11-01T00:00Z')
  ).json();

  expect(body).toMatchObject({ columns: { at: [NOON - HOUR], value: [3], max: [8] } });
});

test('however long a time is asked for, so much of it is read and no more', async () => {
  const ranges: Array<{ fromAt: number; toAt: number }> = [];
  scene = await restScene({
    series: {
      read: async (_workload, _metric, range) => {
        ranges.push(range);
        return Array.from({ length: 20_000 }, (_, index) => ({ at: range.fromAt + index, value: index }));
      },
    },
  });

  const body = (await (await scene.ask('/api/v1/metrics/orders?workload=shop/chat&from=0')).json()) as {
    columns: { at: number[] };
    next: number;
  };

  expect(ranges.map(({ fromAt, toAt }) => toAt - fromAt)).toEqual([11_000 * MINUTE]);
  expect([body.columns.at.length, body.next]).toEqual([11_000, 11_000]);
});

test('a series that begins after it ends, and one of no metric, are refused', async () => {
  const { ask } = await open();

  const answers = [
    await ask(`/api/v1/metrics/orders?workload=shop/chat&from=${NOON}&to=${NOON - 1}`),
    await ask('/api/v1/metrics/nothing?workload=shop/chat'),
    await ask('/api/v1/metrics/..%2F..%2Fetc?workload=shop/chat'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 404, 400]);
});
