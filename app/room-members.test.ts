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

test('the members of a large room are all counted, and named a page at a time', async () => {
  const ports = testPorts();
  const count = LIMITS.welcomeMembers * 2 + 1;
  const ids = Array.from({ length: count }, (_, index) => `visitor-${String(index).padStart(5, '0')}`);
  for (const id of ids.toReversed()) await ports.presence.join(parseRoomId('lobby'), `session-${id}`, { id, name: id });
  const headers = await bearer(ports.clock);

  const pages: Array<{ members: Array<{ id: string }>; count: number; next?: string }> = [];
  for (let after: string | undefined = ''; after !== undefined; after = pages.at(-1)?.next) {
    const path = `/api/rooms/lobby/members?after=${encodeURIComponent(after)}`;
    pages.push((await (await createApp(ports).request(path, { headers })).json()) as (typeof pages)[number]);
  }

  expect(pages.map(({ members }) => members.length)).toEqual([LIMITS.welcomeMembers, LIMITS.welcomeMembers, 1]);
  expect(pages.flatMap(({ members }) => members.map(({ id }) => id))).toEqual(ids);
  expect(pages.map((page) => page.count)).toEqual([count, count, count]);
});

test('the members of a room are for those who have a token', async () => {
  expect((await createApp(testPorts()).request('/api/rooms/lobby/members')).status).toBe(401);
});
