import { afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { foreseen, metricOf, NOON } from './plan-fixture.ts';
import { GIVEN_EVENT } from './planned-event.ts';
import { type Asked, madeDecision, restScene } from './rest-fixture.ts';
import { ROUTES } from './rest-routes.ts';
import { parseScaledObject } from './scaled-object.ts';
import type { ScalerFault } from './scaler-fault.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import { GIVEN_WORKLOAD } from './workload.ts';
import { WORKLOAD_KEY } from './workload-key.ts';

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open(over: Parameters<typeof restScene>[0] = {}) {
  scene = await restScene(over);
  return scene;
}

function accepts(task: () => unknown): boolean {
  try {
    task();
    return true;
  } catch {
    return false;
  }
}

/** What somebody may write in place of a workload's name. */
const HOSTILE = [
  'chat&workload=shop/web',
  'shop/chat#x',
  'shop/chat?x=1',
  '../../etc/passwd',
  'http://127.0.0.1:6379/',
  'shop/chat\r\nHost: evil',
  "shop/chat' OR 1=1 --",
  'shop/*',
  'shop/chat/../web',
  'shop/{chat}',
  '__proto__',
  'SHOP/CHAT',
  'shop/chat ',
  'x'.repeat(5_000),
];

describe('1, URL query injection', () => {
  test.each([
    '/forecast/current',
    '/api/v1/predictions/current',
    '/api/v1/scaling/status',
    '/api/v1/scaling/decisions',
    '/api/v1/metrics/orders',
  ])('%s takes a workload that is a name and hands on nothing else', async (path) => {
    const asked: string[] = [];
    const { ask } = await open({ decision: async (workload) => void asked.push(workload) });

    for (const workload of HOSTILE) {
      const { status } = await ask(`${path}?workload=${encodeURIComponent(workload)}`);
      expect([workload, status]).toEqual([workload, 400]);
    }
    expect(asked).toEqual([]);
  });
});

describe('2, the metrics endpoint', () => {
  test('is not at the REST port, and both are for this machine unless told', async () => {
    const { ask } = await open();
    const { rest, metrics } = parseConfig({ AUTH_SECRET: 'x'.repeat(32) });

    expect([rest.host, metrics.host]).toEqual(['127.0.0.1', '127.0.0.1']);
    expect((await ask('/metrics', { role: 'operator' })).status).toBe(404);
    expect((await ask('/api/v1/metrics', { role: null })).status).toBe(401);
  });
});

describe('4, HTTP methods', () => {
  test('the forecast is only read', async () => {
    const { ask } = await open();

    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await ask('/forecast/current?workload=shop/chat', { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
  });
});

describe('5, a password of Redis', () => {
  test('is in no complaint about the settings', () => {
    const told = (env: Record<string, string>) => {
      try {
        return JSON.stringify(parseConfig(env).rest);
      } catch (error) {
        return (error as ScalerFault).message;
      }
    };

    for (const url of ['http://:hunter2@cache', 'redis//:hunter2@cache', 'redis://:hunter2@']) {
      expect(told({ REDIS_URL: url, AUTH_SECRET: 'hunter2' })).not.toContain('hunter2');
    }
  });

  test('is in no answer and no log line when Redis breaks', async () => {
    const broken = async () => {
      throw new Error('connect ECONNREFUSED redis://default:hunter2@cache:6379');
    };
    const { ask, lines } = await open({ decision: broken, checks: { redis: broken } });

    const texts = await Promise.all([
      ask('/forecast/current?workload=shop/chat').then((response) => response.text()),
      ask('/ready').then((response) => response.text()),
    ]);

    expect(texts.join() + JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe('6, the name of a workload', () => {
  const valid = ['shop/chat', 'a/b', 'shop/chat.v2', `${'n'.repeat(63)}/${'w'.repeat(63)}`];
  const invalid = [
    'shop/',
    '/chat',
    'shop/Chat',
    'shop/-chat',
    'shop/chat-',
    'sh.op/chat',
    'shop/ch_at',
    `shop/${'w'.repeat(64)}`,
    'shop/chat\n',
  ];
  const doors: Readonly<Record<string, (namespace: string, name: string) => boolean>> = {
    trigger: (namespace, workload) =>
      accepts(() => parseScaledObject({ name: 'x', namespace, scalerMetadata: { workload, metricName: 'pods' } })),
    file: (namespace, name) =>
      GIVEN_WORKLOAD.pick({ namespace: true, name: true }).safeParse({ namespace, name }).success,
    event: (namespace, name) =>
      GIVEN_EVENT.safeParse({ name: 'x', startAt: 0, workloads: [`${namespace}/${name}`] }).success,
    path: (namespace, name) => WORKLOAD_KEY.test(`${namespace}/${name}`),
  };

  test.each(Object.keys(doors))('is the same at every door: %s', (door) => {
    const verdict = (key: string) => {
      const [namespace = '', ...name] = key.split('/');
      return doors[door]?.(namespace, name.join('/'));
    };

    expect(valid.map(verdict)).toEqual(valid.map(() => true));
    // A trigger's value comes with spaces around it where YAML was written by hand, which are taken away.
    const refused = door === 'trigger' ? invalid.filter((key) => key.trim() === key) : invalid;
    expect(refused.map((key) => [key, verdict(key)])).toEqual(refused.map((key) => [key, false]));
  });
});

describe('7, a step of 0', () => {
  test('of a forecast, or of the plan ahead, breaks no answer', async () => {
    const made = madeDecision();
    const forecast = { ...foreseen([1, 2]), stepSeconds: 0 };
    const decision = { ...made.decision, ahead: { startAt: NOON, stepSeconds: 0, counts: [3] } };
    const flawed = { ...made, input: { ...made.input, metrics: [metricOf({ forecast })] } };
    const answers = [{ ...made, decision }, flawed];
    const { ask, snapshots } = await open({ decision: async () => answers.shift() });
    const store = snapshots as unknown as { put(snapshot: object): Promise<void> };
    await store.put(snapshotOf({ workload: 'shop/web', decidedAt: NOON, liveAt: null, ahead: decision.ahead }));

    const statuses = [
      await ask('/forecast/current?workload=shop/chat'),
      await ask('/forecast/current?workload=shop/chat'),
      await ask('/api/v1/scaling/status?workload=shop/web'),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 404, 200]);
  });
});

describe('8, arrays', () => {
  test('have a bound wherever one comes in', async () => {
    const { ask } = await open();
    const event = { name: 'x', startAt: '2025-12-01T00:00Z', durationSeconds: 60 };
    const sent: ReadonlyArray<readonly [string, Asked['role'], object]> = [
      [
        '/api/v1/metrics',
        'service',
        { workload: 'shop/chat', metric: 'orders', samples: Array(1_001).fill({ value: 1 }) },
      ],
      [
        '/api/v1/metrics',
        'service',
        { workload: 'shop/chat', metric: 'orders', samples: Array(20_000).fill({ value: 1 }) },
      ],
      ['/api/v1/events', 'operator', { ...event, except: Array(367).fill('2025-12-01') }],
      ['/api/v1/events', 'operator', { ...event, workloads: Array(201).fill('shop/chat') }],
      ['/api/v1/events', 'operator', { ...event, name: 'x'.repeat(121) }],
      ['/api/v1/events', 'operator', { ...event, repeats: 'FREQ=DAILY;COUNT=1000000' }],
    ];

    for (const [path, role, body] of sent)
      expect([400, 413]).toContain((await ask(path, { role: role ?? null, body })).status);
  });

  test('have a bound wherever one goes out', () => {
    const unbounded = ROUTES.filter(({ method, action, query, params }) => {
      return (
        method === 'GET' &&
        action !== null &&
        query?.shape.limit === undefined &&
        query?.shape.workload === undefined &&
        params === undefined
      );
    });

    expect(unbounded).toEqual([]);
  });
});
