import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { testPorts } from './fixture.ts';

const FRIEND = 'https://friend.example';

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
