import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { type TestPorts, testPorts } from './fixture.ts';
import type { GuestPass } from './guests.ts';

function ask(ports: TestPorts, body: unknown): Response | Promise<Response> {
  return createApp(ports).request('/api/guests', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('a guest', () => {
  test('is given a token that the app takes, for twelve hours', async () => {
    const ports = testPorts();

    const pass = (await (await ask(ports, { name: '  Ada  Lovelace ' })).json()) as GuestPass;

    const identity = await ports.authenticator.authenticate(pass.token);
    expect(pass.visitor).toEqual({ id: expect.stringMatching(/^guest-/), name: 'Ada Lovelace' });
    expect(identity).toEqual({
      visitor: pass.visitor,
      roles: ['member'],
      tokenId: expect.any(String),
      issuedAt: ports.clock.now(),
      expiresAt: pass.expiresAt,
    });
    expect(pass.expiresAt - ports.clock.now()).toBe(12 * 3_600_000);
  });

  test('is not another guest of the same name', async () => {
    const ports = testPorts();

    const [one, two] = await Promise.all([1, 2].map(async () => (await ask(ports, { name: 'Ada' })).json()));

    expect((one as GuestPass).visitor.id).not.toBe((two as GuestPass).visitor.id);
  });

  test('may not choose who to be', async () => {
    const response = await ask(testPorts(), { name: 'Ada', sub: 'admin', roles: ['moderator'] });

    expect(response.status).toBe(400);
  });

  test.each([
    [{ name: ' \u200b ' }, 422],
    [{ name: 'x'.repeat(41) }, 422],
    [{ name: 7 }, 400],
    [{}, 400],
  ])('needs a name: %j', async (body, status) => {
    expect((await ask(testPorts(), body)).status).toBe(status);
  });

  test('from an address of many has to wait', async () => {
    const ports = testPorts();

    const statuses: number[] = [];
    for (let count = 0; count < 11; count++) statuses.push((await ask(ports, { name: 'Ada' })).status);
    ports.clock.advance(6_000);
    const later = await ask(ports, { name: 'Ada' });

    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
    expect(later.status).toBe(200);
  });

  test('is nobody where guests are not allowed', async () => {
    const response = await ask(testPorts({ guests: undefined }), { name: 'Ada' });

    expect(response.status).toBe(404);
    expect(await response.text()).toContain('guests are not allowed here');
  });
});
