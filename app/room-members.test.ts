import { expect, test } from 'vitest';
import { LIMITS, parseRoomId } from '#chat';
import { createApp } from './app.ts';
import { bearer, testPorts } from './fixture.ts';

test('the members of a room are named and counted', async () => {
  const ports = testPorts();
  await ports.presence.join(parseRoomId('lobby'), 'session-1', { id: 'ada', name: 'Ada' });
  await ports.presence.join(parseRoomId('lobby'), 'session-2', { id: 'ada', name: 'Ada' });
  await ports.presence.join(parseRoomId('other'), 'session-3', { id: 'bob', name: 'Bob' });

  const response = await createApp(ports).request('/api/rooms/lobby/members', { headers: await bearer(ports.clock) });

  expect(await response.json()).toEqual({ members: [{ id: 'ada', name: 'Ada' }], count: 1 });
});

test('the members of a large room are all counted, but not all named', async () => {
  const ports = testPorts();
  const count = LIMITS.welcomeMembers + 1;
  for (let id = 0; id < count; id++) {
    await ports.presence.join(parseRoomId('lobby'), `session-${id}`, { id: `${id}`, name: `${id}` });
  }

  const response = await createApp(ports).request('/api/rooms/lobby/members', { headers: await bearer(ports.clock) });

  const told = (await response.json()) as { members: unknown[]; count: number };
  expect([told.members.length, told.count]).toEqual([LIMITS.welcomeMembers, count]);
});

test('the members of a room are for those who have a token', async () => {
  expect((await createApp(testPorts()).request('/api/rooms/lobby/members')).status).toBe(401);
});
