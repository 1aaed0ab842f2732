import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { NOON } from './plan-fixture.ts';
import { createRestApi } from './rest-api.ts';
import { type Asked, restScene } from './rest-fixture.ts';
import { MAY } from './rest-roles.ts';
import { OPENAPI, ROUTES } from './rest-routes.ts';
import { SCALER_FAULTS } from './scaler-fault.ts';

type Operation = {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: object }> }>>;
};
const document = JSON.parse(JSON.stringify(OPENAPI)) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).addSchema({
  $id: 'api:',
  ...document,
});

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator();

  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(OPENAPI)));

  expect(errors).toBeUndefined();
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

test('it names every route that is served, and no other', async () => {
  const scene = await restScene();
  const served = createRestApi(scene).routes.filter(({ method }) => method !== 'ALL');
  await scene.close();

  const written = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

  expect(served.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort()).toEqual(
    written.sort(),
  );
  expect(written).toHaveLength(ROUTES.length);
  expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
});

test('every schema is used, and every pointer points at something', () => {
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];

  const used = pointers.filter(([, kind]) => kind === 'schemas').map(([, , name]) => name);
  expect([...new Set(used)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  expect(JSON.stringify(document.components.schemas.Problem)).toContain(JSON.stringify(Object.keys(SCALER_FAULTS)));
});

const EVENT = { id: 'sale', name: 'Sale', startAt: NOON, durationSeconds: 3600, lift: 2, repeats: 'FREQ=DAILY' };
const SAMPLES = { workload: 'shop/chat', metric: 'orders', samples: [{ value: 7 }] };

/** One good request for every route, and a bad one for most: in order, since some need what others made. */
const REQUESTS: ReadonlyArray<readonly [operationId: string, path: string, asked: Asked, status: number]> = [
  ['readPredictions', '/api/v1/predictions/current', {}, 200],
  ['readPredictions', '/api/v1/predictions/current?workload=shop/chat', {}, 200],
  ['readPredictions', '/api/v1/predictions/current?workload=chat', {}, 400],
  ['readCurrentForecast', '/forecast/current?workload=shop/chat', {}, 200],
  ['readCurrentForecast', '/forecast/current?workload=shop/web', {}, 404],
  ['readScalingStatus', '/api/v1/scaling/status', {}, 200],
  ['readScalingStatus', '/api/v1/scaling/status?workload=nobody', {}, 404],
  ['listDecisions', '/api/v1/scaling/decisions', {}, 200],
  ['listDecisions', '/api/v1/scaling/decisions?limit=0', {}, 400],
  ['readDecision', '/api/v1/scaling/decisions/<decision>', {}, 200],
  ['readDecision', '/api/v1/scaling/decisions/0mi8dmd40-000000016', {}, 404],
  ['addEvent', '/api/v1/events', { role: 'operator', body: EVENT }, 201],
  ['addEvent', '/api/v1/events', { role: 'operator', body: EVENT }, 200],
  ['addEvent', '/api/v1/events', { role: 'operator', body: { ...EVENT, lift: 3 } }, 409],
  ['addEvent', '/api/v1/events', { role: 'viewer', body: EVENT }, 403],
  ['listEvents', '/api/v1/events', {}, 200],
  ['listEvents', '/api/v1/events', { role: null }, 401],
  ['listActiveEvents', '/api/v1/events/active', {}, 200],
  ['readEvent', '/api/v1/events/sale', {}, 200],
  ['readEvent', '/api/v1/events/other', {}, 404],
  ['cancelEvent', '/api/v1/events/sale?day=2025-11-22', { method: 'DELETE', role: 'operator' }, 200],
  ['cancelEvent', '/api/v1/events/sale', { method: 'DELETE', role: 'operator' }, 200],
  ['cancelEvent', '/api/v1/events/other', { method: 'DELETE', role: 'operator' }, 404],
  ['pushSamples', '/api/v1/metrics', { role: 'service', body: SAMPLES }, 202],
  ['pushSamples', '/api/v1/metrics', { role: 'service', body: { ...SAMPLES, samples: [] } }, 400],
  ['pushSamples', '/api/v1/metrics', { role: 'service', body: '{', headers: { 'content-type': 'text/plain' } }, 415],
  ['listMetrics', '/api/v1/metrics', {}, 200],
  ['readSeries', '/api/v1/metrics/orders?workload=shop/chat&resolution=hour', {}, 200],
  ['readSeries', '/api/v1/metrics/orders?workload=shop/chat', {}, 200],
  ['readSeries', '/api/v1/metrics/orders', {}, 400],
  ['readHealth', '/health', { role: null }, 200],
  ['readReadiness', '/ready', { role: null }, 200],
  ['readOpenApi', '/api/openapi.json', { role: null }, 200],
];

test('every answer is as the document says, good or bad', async () => {
  const scene = await restScene();
  await scene.series.append('shop/chat', 'orders', [{ at: NOON, value: 3 }]);
  const [row] = await scene.ledger.read({ kind: 'decision', limit: 1 });
  const asked = new Set<string>();

  for (const [operationId, path, request, status] of REQUESTS) {
    const response = await scene.ask(path.replace('<decision>', row?.id ?? ''), request);
    const operation = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .find((one) => one.operationId === operationId);
    const schema = operation?.responses[status]?.content?.[response.headers.get('content-type') ?? '']?.schema;
    const body = await response.json();

    expect([path, request.method, response.status, body]).toEqual([path, request.method, status, body]);
    expect([path, schema]).toEqual([path, expect.any(Object)]);
    const pointer = (schema as { $ref?: string }).$ref;
    const check = ajv.compile(pointer === undefined ? (schema as object) : { $ref: `api:${pointer}` });
    check(body);
    expect([path, check.errors ?? null]).toEqual([path, null]);
    asked.add(operationId);
  }
  await scene.close();

  expect([...asked].sort()).toEqual(ROUTES.map(({ operationId }) => operationId).sort());
});

test('what may be done without a token is the process itself and this document', () => {
  const open = ROUTES.filter(({ action }) => action === null).map(({ path }) => path);

  expect(open.sort()).toEqual(['/api/openapi.json', '/health', '/ready']);
  expect(MAY).toEqual({
    read: ['viewer', 'operator', 'service'],
    'plan-events': ['operator'],
    'push-metrics': ['service'],
  });
});
