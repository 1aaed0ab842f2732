import { env, runDurableObjectAlarm, runInDurableObject, SELF } from 'cloudflare:test';
import { expect, test, vi } from 'vitest';
import type { AnalyticsAnswer } from '#app';
import { ANALYTICS_NAME } from './analytics-object.ts';
import { takeAnswer } from './answer.ts';
import type { Env } from './env.ts';

const { ANALYTICS, ROOMS } = env as unknown as Env;
const DAY_MS = 86_400_000;

async function guest(): Promise<string> {
  const pass = await SELF.fetch('http://edge.test/api/guests', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada' }),
  });
  return ((await pass.json()) as { token: string }).token;
}

test('sockets, messages and refusals are counted where they happen, and one object knows them', async () => {
  const analytics = ANALYTICS.getByName(ANALYTICS_NAME);
  const token = await guest();
  const protocols = `breakwater.v1, breakwater.bearer.${token}`;

  const headers = { upgrade: 'websocket', 'sec-websocket-protocol': protocols };
  const { webSocket } = await SELF.fetch('http://edge.test/api/rooms/counted/socket', { headers });
  webSocket?.accept();
  const refused = await SELF.fetch('http://edge.test/api/rooms/counted/socket', {
    headers: { ...headers, 'sec-websocket-protocol': 'breakwater.v1, breakwater.bearer.wrong' },
  });
  const said = await SELF.fetch('http://edge.test/api/rooms/counted/messages', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'hello' }),
  });

  expect([webSocket !== null, refused.status, said.status]).toEqual([true, 401, 201]);
  await vi.waitFor(
    async () => {
      const counted = await runInDurableObject(analytics, (_object, { storage }) => ({
        open: Object.fromEntries(storage.sql.exec('SELECT metric, total FROM analytics_open').raw()),
        rooms: storage.sql.exec("SELECT name, connections FROM analytics_reporters WHERE name LIKE 'room:%'").toArray(),
      }));
      expect(counted.open).toEqual({ opened: 1, messages: 1, rejected: 1 });
      expect(counted.rooms).toEqual([{ name: 'room:counted', connections: 1 }]);
    },
    { timeout: 20_000, interval: 200 },
  );

  expect(await runDurableObjectAlarm(analytics)).toBe(true);
  const now = Date.now();
  const query = { fromAt: now - DAY_MS / 24, toAt: now, stepSeconds: 60, leadSeconds: 900 } as const;
  const { columns } = await takeAnswer<AnalyticsAnswer>(analytics.read('connections', query));
  expect(columns.value.at(-1)).toBe(1);
  webSocket?.close();
});

test('a room that has been silent is asked how many are there', async () => {
  const analytics = ANALYTICS.getByName('analytics-of-silent-rooms');
  const about = { name: 'room:deserted', instance: '1', leaseMs: DAY_MS, opened: 9, messages: 0, rejected: 0 };
  await analytics.report({ ...about, connections: 9 });
  await runInDurableObject(analytics, (_object, { storage }) => {
    storage.sql.exec('UPDATE analytics_reporters SET heard_at = heard_at - 3600000');
  });

  await runDurableObjectAlarm(analytics);

  expect((await ROOMS.getByName('deserted').counts()).name).toBe('room:deserted');
  const [row] = await runInDurableObject(analytics, (_object, { storage }) =>
    storage.sql.exec('SELECT connections FROM analytics_reporters').toArray(),
  );
  expect(row).toEqual({ connections: 0 });
});
