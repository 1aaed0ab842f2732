import { expect } from 'vitest';
import { FAULTS } from '#chat';
import type { Behaviours } from './app-scene.ts';
import { ELSEWHERE } from './place-environment.ts';

interface FaultBody {
  readonly error: { readonly code: string; readonly message: string; readonly correlationId: string };
}

/** What a place says about itself, and what goes around every answer. */
export const ANSWERING: Behaviours = {
  async 'GET /health says that the process is alive, and its time'(scene) {
    const response = await scene.request('/health');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', at: expect.closeTo(Date.now(), -5) });
  },

  async 'GET /ready says that every check is ok'(scene) {
    const response = await scene.request('/ready');

    const { status, checks } = (await response.json()) as { status: string; checks: Record<string, string> };
    expect([response.status, status]).toEqual([200, 'ready']);
    expect(Object.values(checks).filter((answer) => answer !== 'ok')).toEqual([]);
  },

  async 'GET /ready names the log among its checks'(scene) {
    const { checks } = await scene.json<{ checks: Record<string, string> }>('/ready');

    expect(checks.log).toBe('ok');
  },

  async 'GET /api/place says who answers, where else the rooms are and whether guests may come'(scene) {
    const place = await scene.json('/api/place', { at: 'reader' });

    expect(place).toEqual({
      name: scene.places.reader.name,
      keeper: expect.stringMatching(/^(memory|sqlite|redis)$/),
      elsewhere: [ELSEWHERE],
      guests: true,
      time: expect.closeTo(Date.now(), -5),
    });
  },

  async 'GET /api/openapi.json is an OpenAPI 3.1 document'(scene) {
    const response = await scene.request('/api/openapi.json');

    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), paths: expect.anything() });
  },

  async 'HEAD answers as GET does, without a body'(scene) {
    const [get, head] = [await scene.request('/health'), await scene.request('/health', { method: 'HEAD' })];

    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  },

  async 'HEAD of an event stream answers and begins nothing'(scene) {
    const response = await scene.request('…/events', { method: 'HEAD', as: 'ada' });

    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
  },

  async 'an address that is none is 404 with a fault'(scene) {
    const response = await scene.request('/api/nothing');

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      error: {
        code: 'not-found',
        message: FAULTS['not-found'].sentence,
        correlationId: response.headers.get('x-correlation-id'),
      },
    });
  },

  async 'metrics are not at the public port'(scene) {
    for (const path of ['/metrics', '/metrics/']) {
      const response = await scene.request(path);

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
    }
  },

  async 'a method that an address does not take is 405 and names those that it takes'(scene) {
    const response = await scene.request('…/messages', { method: 'DELETE', as: 'ada' });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect(((await response.json()) as FaultBody).error.code).toBe('method-not-allowed');
  },

  async 'the address of a socket without an upgrade is 426'(scene) {
    const response = await scene.request('…/socket', { as: 'ada' });

    expect(response.status).toBe(426);
    expect(((await response.json()) as FaultBody).error.code).toBe('upgrade-required');
  },

  async 'the answer 426 says to what to upgrade'(scene) {
    const response = await scene.request('…/socket', { as: 'ada' });

    expect(response.headers.get('upgrade')).toBe('websocket');
  },

  async 'every answer carries the security headers, faults too'(scene) {
    for (const path of ['/health', '/api/place', '/api/nothing', '…/messages']) {
      const { headers } = await scene.request(path);

      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  },

  async 'a correlation id is told back'(scene) {
    const response = await scene.request('…/messages', { headers: { 'x-correlation-id': 'order-4711' } });

    expect(response.headers.get('x-correlation-id')).toBe('order-4711');
    expect(((await response.json()) as FaultBody).error.correlationId).toBe('order-4711');
  },

  async 'a request without a correlation id, or with one that is none, gets a new one'(scene) {
    const answers = [
      await scene.request('/health'),
      await scene.request('/health', { headers: { 'x-correlation-id': 'no spaces here' } }),
      await scene.request('/health', { headers: { 'x-correlation-id': 'x'.repeat(65) } }),
    ];

    const ids = answers.map(({ headers }) => headers.get('x-correlation-id'));
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain('x'.repeat(65));
  },
};
