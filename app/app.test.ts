import { describe, expect, test } from 'vitest';
import { ChatFault } from '#chat';
import { createApp } from './app.ts';
import { bearer, testPorts } from './fixture.ts';

const FRIEND = 'https://friend.example';

const assets = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
const broken = (error: unknown) => () => {
  throw error;
};

describe('a fault', () => {
  test('is told as a code, a sentence and an id, at its status', async () => {
    const app = createApp(testPorts());

    const response = await app.request('/api/rooms/Lobby!/members', { headers: { 'x-correlation-id': 'seen-by-me' } });

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      error: {
        code: 'bad-room',
        message: expect.stringContaining('A room name must be'),
        correlationId: 'seen-by-me',
      },
    });
  });

  test('that nobody foresaw tells nothing of its cause, neither to the client nor its words to the log', async () => {
    const ports = testPorts({ assets: broken(new RangeError('the text was "secret words"')) });

    const response = await createApp(ports).request('/page');

    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      error: { code: 'internal', message: 'Something went wrong here: try again' },
    });
    expect(ports.lines).toMatchObject([
      { level: 'error', code: 'internal', cause: 'RangeError', where: expect.stringContaining('at ') },
    ]);
    expect(JSON.stringify(ports.lines)).not.toContain('secret words');
    expect(ports.meter.counts.get('breakwater_faults_total{code="internal"}')).toBe(1);
  });

  test.each([
    ['text', 'a text'],
    ['nothing', undefined],
  ])('that is %s and no error is answered too', async (_, thrown) => {
    const app = createApp(testPorts({ assets: broken(thrown) }));

    const response = await app.request('/page');

    expect(response.status).toBe(500);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('says how long to wait, in whole seconds and in milliseconds', async () => {
    const app = createApp(testPorts({ assets: broken(new ChatFault('leaving', { retryAfterMs: 1_200 })) }));

    const response = await app.request('/page');

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ error: { retryAfterMs: 1_200 } });
  });

  test.each([
    ['/api/rooms/lobby/members', {}, 'token-missing', 'Bearer'],
    ['/api/rooms/lobby/members', { authorization: 'Basic YTpi' }, 'token-missing', 'Bearer'],
    ['/api/rooms/lobby/members', { authorization: 'Bearer x' }, 'token-invalid', 'Bearer error="invalid_token"'],
  ])('of a token at %s challenges: %j', async (path, headers, code, challenge) => {
    const response = await createApp(testPorts()).request(path, { headers });

    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(await response.json()).toMatchObject({ error: { code } });
  });
});

describe('an address', () => {
  test.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/rooms',
    '/api/rooms/lobby',
    '/metrics',
    '/metrics/x',
    '/api/place/',
  ])('of the app that holds nothing is never a file: %s', async (path) => {
    const response = await createApp(testPorts({ assets })).request(path);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
  });

  test('of anything else is a file, for GET and HEAD', async () => {
    const app = createApp(testPorts({ assets }));

    expect(await (await app.request('/apiary')).text()).toBe('<!doctype html>');
    const head = await app.request('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await app.request('/', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('is not found where there are no files', async () => {
    expect((await createApp(testPorts()).request('/')).status).toBe(404);
  });

  test.each([
    ['DELETE', '/api/rooms/lobby/messages', 'GET, HEAD, POST, OPTIONS'],
    ['PUT', '/api/rooms/lobby/socket', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/guests', 'POST, OPTIONS'],
    ['HEAD', '/api/guests', 'POST, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ])('refuses %s %s and says what it takes', async (method, path, allow) => {
    const response = await createApp(testPorts()).request(path, { method });

    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  test('answers HEAD as GET without a body', async () => {
    const ports = testPorts();
    const app = createApp(ports);
    const headers = await bearer(ports.clock);

    for (const path of ['/health', '/api/place', '/api/rooms/lobby/messages', '/api/rooms/lobby/events']) {
      const response = await app.request(path, { method: 'HEAD', headers });
      expect([path, response.status, await response.text()]).toEqual([path, 200, '']);
    }
    expect(ports.clock.waiting).toBe(0);
  });

  test('says what it takes when asked with OPTIONS', async () => {
    const response = await createApp(testPorts()).request('/api/guests', { method: 'OPTIONS' });

    expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    expect(response.headers.get('access-control-allow-methods')).toBeNull();
  });

  test('of a place tells where one is, and whether guests may come', async () => {
    const place = { name: 'pod-7', keeper: 'redis' as const, elsewhere: ['https://edge.example'] };
    const ports = testPorts({ guests: undefined }, { place });

    const response = await createApp(ports).request('/api/place');

    expect(await response.json()).toEqual({ ...place, guests: false, time: ports.clock.now() });
  });

  test('of health is well without asking anybody', async () => {
    const ports = testPorts({ checks: { log: broken(new Error('gone')) } });

    const response = await createApp(ports).request('/health');

    expect(await response.json()).toEqual({ status: 'ok', at: ports.clock.now() });
  });
});

describe('every answer', () => {
  const paths = ['/', '/health', '/api/nothing', '/api/rooms/lobby/members', '/api/openapi.json', '/metrics'];

  test.each(paths)('is dressed for browsers: %s', async (path) => {
    const response = await createApp(testPorts({ assets })).request(path);

    const { headers } = response;
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('vary')).toBe('Origin');
    expect(headers.get('x-correlation-id')).toMatch(/^id-\d+$/);
  });

  test('lets the page go on at the other places, and asks for https where it is', async () => {
    const place = {
      name: 'edge',
      keeper: 'redis' as const,
      elsewhere: ['https://a.example/base', 'http://b.example:81'],
    };

    const response = await createApp(testPorts({}, { place })).request('https://chat.example/health');

    expect(response.headers.get('content-security-policy')).toContain('wss: https://a.example http://b.example:81;');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=15552000');
  });

  test('may have headers that cannot be changed', async () => {
    const ports = testPorts({ assets: () => Response.redirect('https://chat.example/', 302) });

    const response = await createApp(ports).request('/old');

    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://chat.example/']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('that is a socket is passed on as it is, even when nothing can be added to it', async () => {
    const socket = Object.defineProperty(Response.redirect('https://chat.example/'), 'status', { value: 101 });
    const ports = testPorts({ upgrade: () => socket });

    const response = await createApp(ports).request('/api/rooms/lobby/socket', { headers: { upgrade: 'websocket' } });

    expect(response).toBe(socket);
  });

  test('may be kept when it says so', async () => {
    const kept = { headers: { 'cache-control': 'public, max-age=60', vary: 'Accept-Encoding' } };

    const { headers } = await createApp(testPorts({ assets: () => new Response('x', kept) })).request('/x');

    expect([headers.get('cache-control'), headers.get('vary')]).toEqual([
      'public, max-age=60',
      'Accept-Encoding, Origin',
    ]);
  });

  test.each([
    ['seen-by_ME-42', true],
    ['short', false],
    ['x'.repeat(65), false],
    ['with a space', false],
    ['id"with"quotes', false],
  ])('has the id "%s" of the client: %s', async (id, taken) => {
    const ports = testPorts();

    const response = await createApp(ports).request('/health', { headers: { 'x-correlation-id': id } });

    expect(response.headers.get('x-correlation-id') === id).toBe(taken);
    expect(ports.lines[0]?.correlationId).toBe(response.headers.get('x-correlation-id'));
  });
});

describe('a request', () => {
  test('is logged and counted by the pattern of its route, without what people typed', async () => {
    const ports = testPorts();
    const headers = await bearer(ports.clock);

    await createApp(ports).request('/api/rooms/private-room/members?x=private', { headers });

    expect(ports.lines).toEqual([
      {
        level: 'info',
        event: 'request',
        correlationId: expect.any(String),
        method: 'GET',
        route: '/api/rooms/:room/members',
        status: 200,
        ms: 0,
      },
    ]);
    const series = 'http_request_duration_seconds{method="GET",route="/api/rooms/:room/members",status="200"}';
    expect(ports.meter.counts.get(series)).toBe(1);
  });

  test('cannot make new series by its path or its method', async () => {
    const ports = testPorts();
    const app = createApp(ports);

    for (const path of ['/a', '/b', '/api/c', '/api/d']) await app.request(path);
    for (const method of ['PURGE', 'BREW']) await app.request('/health', { method });

    expect([...ports.meter.counts.keys()].filter((key) => key.startsWith('http_'))).toEqual([
      'http_request_duration_seconds{method="GET",route="/*",status="404"}',
      'http_request_duration_seconds{method="other",route="/health",status="405"}',
    ]);
  });

  test('of a watcher is quiet', async () => {
    const ports = testPorts({ checks: { log: broken(new Error('gone')) } });
    const app = createApp(ports);

    await app.request('/health');
    await app.request('/ready');

    expect(ports.lines.map(({ level }) => level)).toEqual(['debug', 'debug']);
  });
});

describe('a page of another origin', () => {
  const allowed = { allowedOrigins: [FRIEND] };
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

  test('may ask and read when it is allowed', async () => {
    const app = createApp(testPorts({}, allowed));

    const asked = await app.request('/api/rooms/lobby/messages', preflight(FRIEND));
    const read = await app.request('/api/place', { headers: { origin: FRIEND } });

    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, OPTIONS');
    expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect(read.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(read.headers.get('access-control-expose-headers')).toContain('X-Correlation-Id');
    expect(read.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may read faults too, so that it can tell them', async () => {
    const app = createApp(testPorts({}, allowed));

    const response = await app.request('/api/rooms/lobby/members', { headers: { origin: FRIEND } });

    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([401, FRIEND]);
  });

  test.each(['https://evil.example', 'null', `${FRIEND}.evil`])('may do neither when it is not: %s', async (origin) => {
    const app = createApp(testPorts({}, allowed));

    for (const request of [preflight(origin), { headers: { origin } }]) {
      const { headers } = await app.request('/api/place', request);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('vary')).toBe('Origin');
    }
  });
});
