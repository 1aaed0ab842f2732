import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { bearer, testPorts } from './fixture.ts';

const assets = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

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

  test('leaves no token, text or address in the log or the counts', async () => {
    const ports = testPorts({}, { connectRate: { perMinute: 1, burst: 1 } });
    const app = createApp(ports);
    const auth = await bearer(ports.clock);
    const token = auth.authorization?.replace('Bearer ', '') ?? '';
    const json = { 'content-type': 'application/json' };

    for (const text of ['secret words', '']) {
      const body = JSON.stringify({ text });
      await app.request('/api/rooms/lobby/messages', { method: 'POST', headers: { ...auth, ...json }, body });
    }
    for (const protocol of [`breakwater.bearer.${token}`, `breakwater.bearer.${token}x`]) {
      const headers = { upgrade: 'websocket', 'sec-websocket-protocol': protocol };
      await app.request('/api/rooms/lobby/socket', { headers });
    }
    await app.request('/api/guests', { method: 'POST', headers: json, body: '{"name":"Ada Lovelace"}' });

    const written = JSON.stringify([ports.lines, ...ports.meter.counts]);
    expect(ports.lines.map(({ status }) => status)).toEqual([201, 422, 200, 429, 200]);
    for (const secret of ['secret words', token, '192.0.2.1', 'Lovelace']) expect(written).not.toContain(secret);
  });

  test('of a watcher is quiet', async () => {
    const ports = testPorts({ checks: { log: () => Promise.reject<undefined>(new Error('gone')) } });
    const app = createApp(ports);

    await app.request('/health');
    await app.request('/ready');

    expect(ports.lines.map(({ level }) => level)).toEqual(['debug', 'debug']);
  });
});
