import { describe, expect, test, vi } from 'vitest';
import { ChatFault } from '#chat';
import { createApp } from './app.ts';
import { testPorts } from './fixture.ts';
import { CHECK_MS } from './readiness.ts';

const fine = async () => {};
const hanging = () => new Promise<void>(() => {});

describe('readiness', () => {
  test('is given when every check is well', async () => {
    const response = await createApp(testPorts({ checks: { log: fine, presence: fine } })).request('/ready');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', checks: { log: 'ok', presence: 'ok' } });
  });

  test('is not given while one is not, and says which and why', async () => {
    const checks = {
      log: () => Promise.reject(new ChatFault('unavailable')),
      staying: fine,
      loud: () => {
        throw new Error('It broke at once');
      },
    };

    const response = await createApp(testPorts({ checks })).request('/ready');

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not-ready',
      checks: { log: new ChatFault('unavailable').message, staying: 'ok', loud: 'It broke at once' },
    });
  });

  test('is given with a warning, which is told', async () => {
    const checks = { log: fine, 'durability:redis-wait': async () => 'No replica is there' };

    const response = await createApp(testPorts({ checks })).request('/ready');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ready',
      checks: { log: 'ok', 'durability:redis-wait': 'No replica is there' },
    });
  });

  test('waits for no check longer than it may take, and for all of them at once', async () => {
    const ports = testPorts({ checks: { first: hanging, second: hanging, third: fine } });

    const asked = createApp(ports).request('/ready');
    await vi.waitFor(() => expect(ports.clock.waiting).toBe(2));
    ports.clock.advance(CHECK_MS);
    const response = await asked;

    const sentence = 'It did not answer within 2 s';
    expect(await response.json()).toMatchObject({ checks: { first: sentence, second: sentence, third: 'ok' } });
    expect(ports.clock.waiting).toBe(0);
  });
});
