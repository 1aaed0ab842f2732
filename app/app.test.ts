import { describe, expect, test } from 'vitest';
import { ChatFault } from '#chat';
import { createApp } from './app.ts';
import { bearer, testPorts } from './fixture.ts';

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
