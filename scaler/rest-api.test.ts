import { afterEach, expect, test } from 'vitest';
import { type Asked, restScene, tokenOf } from './rest-fixture.ts';
import { MAY, ROLES, type Role } from './rest-roles.ts';
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

test('each role may do on each route what the table says, and nobody without a token anything', async () => {
  const { ask } = await open();
  for (const { method, path, action } of ROUTES) {
    if (action === null) continue;
    const asked: Asked = { method, ...(method === 'POST' && { body: {} }) };
    for (const role of ROLES) {
      const { status } = await ask(pathOf(path), { ...asked, role });
      expect([role, method, path, status === 403]).toEqual([
        role,
        method,
        path,
        !(MAY[action] as readonly Role[]).includes(role),
      ]);
    }
    expect([path, (await ask(pathOf(path), { ...asked, role: null })).status]).toEqual([path, 401]);
  }
});

test('where reading is open, everybody may read and nobody may change anything', async () => {
  const { ask } = await open({ openReading: true });

  expect((await ask('/api/v1/events', { role: null })).status).toBe(200);
  expect((await ask('/api/v1/events', { role: null, body: {} })).status).toBe(401);
  expect((await ask('/api/v1/metrics', { role: null, body: {} })).status).toBe(401);
  const forged = await ask('/api/v1/events', { role: null, headers: { authorization: 'Bearer a.b.c' } });
  expect(forged.status).toBe(401);
});

test('a token is believed in the header alone', async () => {
  const { base, clock } = await open();
  const token = await tokenOf(['viewer'], clock.now);

  const inQuery = await fetch(`${base}/api/v1/events?access_token=${token}`);
  const inCookie = await fetch(`${base}/api/v1/events`, { headers: { cookie: `token=${token}` } });
  const basic = await fetch(`${base}/api/v1/events`, { headers: { authorization: `Basic ${token}` } });

  expect([inQuery.status, inCookie.status, basic.status]).toEqual([401, 401, 401]);
  expect(inQuery.headers.get('www-authenticate')).toBe('Bearer');
});

test('every answer has the headers that keep it out of pages, and none that lets a page read it', async () => {
  const { ask } = await open();
  const headers = { origin: 'https://evil.example' };

  for (const path of ['/health', '/api/v1/events', '/nothing']) {
    const response = await ask(path, { headers });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  const preflight = await ask('/api/v1/events', {
    method: 'OPTIONS',
    role: null,
    headers: { ...headers, 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([405, null]);
});

test('an id of the caller goes through the answer, the log and the audit; one that would forge a line does not', async () => {
  const { ask, lines, ledger } = await open();
  const body = { name: 'Sale', startAt: '2025-12-01T00:00Z', durationSeconds: 60 };

  const response = await ask('/api/v1/events', {
    role: 'operator',
    body,
    headers: { 'x-correlation-id': 'order-4711' },
  });
  const forged = await ask('/health', { headers: { 'x-correlation-id': 'a" ,"b":"c' } });

  expect(response.headers.get('x-correlation-id')).toBe('order-4711');
  expect(lines.find(({ fields }) => fields?.correlationId === 'order-4711')).toMatchObject({ event: 'request' });
  const [change] = await ledger.read({ kind: 'change', limit: 1 });
  expect(change?.data).toMatchObject({
    who: { subject: 'a-operator', roles: ['operator'], correlationId: 'order-4711' },
  });
  expect(forged.headers.get('x-correlation-id')).toMatch(/^made-id-\d+$/);
});

test('who asks too often is told how long to wait, and nobody else is', async () => {
  const { ask, clock } = await open({ rate: { perMinute: 60, burst: 2 } });

  const statuses = [await ask('/api/v1/events'), await ask('/api/v1/events'), await ask('/api/v1/events')];
  const other = await ask('/api/v1/events', { role: 'operator' });

  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(statuses[2]?.headers.get('retry-after')).toBe('1');
  expect(await statuses[2]?.json()).toMatchObject({ code: 'rate-limited' });
  expect(other.status).toBe(200);
  clock.now += 1000;
  expect((await ask('/api/v1/events')).status).toBe(200);
});

test('who tries tokens is counted by their address, and probes are not', async () => {
  const { ask } = await open({ rate: { perMinute: 60, burst: 2 } });
  const guess = { role: null, headers: { authorization: 'Bearer a.b.c' } };

  const guesses = [
    await ask('/api/v1/events', guess),
    await ask('/api/v1/events', guess),
    await ask('/api/v1/events', guess),
  ];
  const none = await ask('/api/v1/events', { role: null });
  const probes = await Promise.all([1, 2, 3, 4].map(() => ask('/health', { role: null })));

  expect([...guesses, none].map(({ status }) => status)).toEqual([401, 401, 429, 429]);
  expect(probes.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('no log line holds a token, a body, a parameter or a secret of ours', async () => {
  const { ask, lines, clock, ledger } = await open({
    decision: async () => {
      throw new Error('connect redis://:hunter2@cache:6379 failed, Bearer eyJhbGciOi.x.y');
    },
  });
  const token = await tokenOf(['operator'], clock.now);
  await ask(`/api/v1/events?token=${token}`);
  await ask('/api/v1/events', { role: null, headers: { authorization: `Bearer ${token}x` } });
  await ask('/api/v1/events', { role: 'operator', body: { name: 'hunter2', startAt: token } });
  const broken = await ask('/api/v1/predictions/current');

  const log = JSON.stringify(lines);
  for (const secret of [token, token.split('.')[1], token.split('.')[2], 'hunter2', 'eyJ'])
    expect(log).not.toContain(secret);
  expect(log).toContain('redis://…@cache');
  expect([broken.status, await broken.text()]).toEqual([500, expect.not.stringContaining('redis')]);
  expect(JSON.stringify(await ledger.read({ kind: 'change', limit: 9 }))).not.toContain('hunter2');
});

test('what is refused to somebody is a line of its own kind, with who and why', async () => {
  const { ask, lines } = await open();

  await ask('/api/v1/events', { role: 'viewer', body: {} });
  await ask('/api/v1/events', { role: null });

  const refused = lines.filter(({ event }) => event === 'request-refused');
  expect(refused.map(({ level, fields }) => [level, fields?.code, fields?.subject, fields?.route])).toEqual([
    ['warn', 'forbidden', 'a-viewer', '/api/v1/events'],
    ['warn', 'token-missing', undefined, '/api/v1/events'],
  ]);
});

test('while the ledger is away nothing is changed and what needs no ledger goes on', async () => {
  const { ask, ledger, events } = await open();
  await ledger.close();
  const body = { name: 'Sale', startAt: '2025-12-01T00:00Z', durationSeconds: 60 };

  const adding = await ask('/api/v1/events', { role: 'operator', body });

  expect([adding.status, adding.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await adding.json()).toMatchObject({ code: 'ledger-unavailable' });
  expect(events.list()).toEqual([]);
  expect((await ask('/api/v1/scaling/status')).status).toBe(200);
});

test('requests are counted by route and never by path', async () => {
  const { ask, requests } = await open();

  await ask('/api/v1/events/some-event');
  await ask('/some/where');

  expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', '/api/v1/events/:id', 404],
    ['GET', 'none', 404],
  ]);
});

test('ready says what does not work, and nothing of where it is', async () => {
  const { ask } = await open({
    checks: {
      ledger: async () => {},
      redis: async () => {
        throw new Error('connect ECONNREFUSED redis://:hunter2@cache');
      },
      slow: () => new Promise(() => {}),
    },
  });

  const response = await ask('/ready', { role: null });

  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    status: 'not-ready',
    checks: { ledger: 'ok', redis: 'It failed', slow: 'It did not answer within 2 s' },
  });
});
