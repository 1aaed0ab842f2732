import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { restScene, tokenOf } from './rest-fixture.ts';
import { ROUTES } from './rest-routes.ts';

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open(over: Parameters<typeof restScene>[0] = {}) {
  scene = await restScene(over);
  return scene;
}

const pathOf = (path: string) => path.replace(':id', 'nothing').replace(':metric', 'orders');

test('a fault is problem details with a code and the paths of the fields', async () => {
  const { ask } = await open();
  const body = { name: '', startAt: 'soon', durationSeconds: 5, 'a/b': 1 };

  const response = await ask('/api/v1/events', { role: 'operator', body });

  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as { errors: { path: string; detail: string }[] };
  expect(problem).toMatchObject({
    type: 'urn:problem-type:scaler:bad-body',
    title: 'The body of the request is wrong',
    status: 400,
    code: 'bad-body',
    correlationId: response.headers.get('x-correlation-id'),
  });
  expect(problem.errors.map(({ path }) => path).sort()).toEqual(['/a~1b', '/durationSeconds', '/name', '/startAt']);
  expect(problem.errors.find(({ path }) => path === '/name')?.detail).toBe('is "", must be at least 1 character');
});

test('what the schema cannot show is told with its path too', async () => {
  const { ask } = await open();
  const body = { name: 'Sale', startAt: 0, durationSeconds: 60, repeats: 'FREQ=NEVER', workloads: ['shop/nothing'] };

  const strangers = await (await ask('/api/v1/events', { role: 'operator', body })).json();
  const others = await (
    await ask('/api/v1/events', { role: 'operator', body: { ...body, workloads: undefined } })
  ).json();

  expect(strangers).toMatchObject({ errors: [{ path: '/workloads/0', detail: 'is no workload here' }] });
  expect(others).toMatchObject({ errors: [{ path: '/startAt' }, { path: '/repeats' }] });
});

test('parameters that are wrong, unknown or there twice are refused by name', async () => {
  const { ask } = await open();
  const refused = [
    'limit=0',
    'limit=abc',
    'limit=201',
    'limit=1.5',
    'from=yesterday',
    'cursor=x',
    'hello=1',
    'limit=1&limit=2',
    '__proto__=1',
    'workload=..%2Fx',
  ];

  for (const query of refused) {
    const response = await ask(`/api/v1/scaling/decisions?${query}`);
    const { code, errors } = (await response.json()) as { code: string; errors: { path: string }[] };
    expect([query, response.status, code, errors[0]?.path]).toEqual([query, 400, 'bad-parameter', query.split('=')[0]]);
  }
});

test.each([
  ['a body that is no JSON', '{"name":', 400, 'bad-json'],
  ['a body that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'bad-json'],
  ['an empty body', '', 400, 'bad-json'],
  ['null', 'null', 400, 'bad-body'],
  ['a list', '[]', 400, 'bad-body'],
  ['a deep body', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400, 'bad-body'],
  ['a body that is too large', `"${'x'.repeat(70_000)}"`, 413, 'body-too-large'],
])('%s is refused', async (_what, body, status, code) => {
  const { base, clock } = await open();
  const headers = {
    authorization: `Bearer ${await tokenOf(['operator'], clock.now)}`,
    'content-type': 'application/json',
  };

  const response = await fetch(`${base}/api/v1/events`, { method: 'POST', headers, body });

  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
});

test('a body that comes in pieces without a length is counted too, and its rest is not read', async () => {
  const { port, clock } = await open();
  const authorization = `Bearer ${await tokenOf(['operator'], clock.now)}`;
  const sent = { bytes: 0 };

  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { authorization, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const outgoing = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/api/v1/events', headers },
      (incoming) => {
        resolve(incoming.statusCode);
        outgoing.destroy();
      },
    );
    outgoing.on('error', reject);
    const more = () => {
      while (!outgoing.destroyed && sent.bytes < 50_000_000) {
        sent.bytes += 16_384;
        if (!outgoing.write(' '.repeat(16_384))) return;
      }
    };
    outgoing.on('drain', more);
    more();
  });

  expect(status).toBe(413);
  expect(sent.bytes).toBeLessThan(50_000_000);
});

test('every path takes its methods and no other, and says which', async () => {
  const { ask } = await open();
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).flatMap(({ method }) =>
      method === 'GET' ? ['GET', 'HEAD'] : method,
    );
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'GET']) {
      if (methods.includes(method)) continue;
      const response = await ask(pathOf(path), { method });
      expect([method, path, response.status, response.headers.get('allow')]).toEqual([
        method,
        path,
        405,
        methods.join(', '),
      ]);
    }
  }
  expect((await ask('/health', { method: 'HEAD' })).status).toBe(200);
});

test('there is nothing anywhere else, whoever asks', async () => {
  const { ask } = await open();

  for (const path of [
    '/',
    '/metrics',
    '/api',
    '/api/v1',
    '/api/v1/events/a/b',
    '/forecast',
    '/api/v1/../../etc/passwd',
    '/%2e%2e/x',
    '//health',
    '/debug/pprof',
  ]) {
    const response = await ask(path, { role: null });
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      404,
      'application/problem+json',
    ]);
  }
});
