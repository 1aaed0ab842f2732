import { expect, onTestFinished, test } from 'vitest';
import type { Identity, Order } from '#chat';
import { eventually, startRedisServer } from '#conformance';
import { openStreams } from './streams.ts';
import { ask, connectionsOf, fresh } from './streams-fixture.ts';

const identity = (id: string): Identity => ({
  visitor: { id, name: id },
  roles: ['member'],
  issuedAt: 0,
  expiresAt: Number.POSITIVE_INFINITY,
});
const ban = (visitorId: string, untilAt = Date.now() + 60_000): Order => ({ kind: 'ban', visitorId, untilAt });

async function places(count: number) {
  const redis = await startRedisServer({ appendonly: true });
  const prefix = fresh('bw');
  const opened = Array.from({ length: count }, () =>
    openStreams({ url: redis.url, prefix, retention: { entries: 10, seconds: 10 } }),
  );
  onTestFinished(async () => {
    await Promise.all(opened.map((streams) => streams.close()));
    await redis.stop();
  });
  return { redis, prefix, opened, control: opened.map((streams) => streams.control) };
}

test('an order that was given while the reader was cut off is told when it is back', async () => {
  const { redis, control } = await places(2);
  const [here, there] = control;
  const heard: Order[] = [];
  await there?.judge(identity('eve'));
  there?.follow((order) => heard.push(order));

  // Its reading connection and no other ends; the order is given at that moment.
  const blocked = (await redis.ask('CLIENT', 'LIST')).split('\n').filter((line) => line.includes('cmd=xread'));
  const ids = blocked.map((line) => /id=(\d+)/.exec(line)?.[1] ?? '');
  for (const id of ids) await redis.ask('CLIENT', 'KILL', 'ID', id);
  await here?.give(ban('eve'));

  await eventually(() => (heard.length > 0 ? true : undefined), 'the order');
  expect(await there?.judge(identity('eve'))).toBe('banned');
});

test('while Redis is away what is known holds, who never read lets nobody in, and all is there afterwards', async () => {
  const { redis, control } = await places(2);
  const [known, fresh] = control;
  await known?.give(ban('eve'));
  await known?.judge(identity('eve'));

  await redis.kill();

  expect([await known?.judge(identity('eve')), await known?.judge(identity('bob'))]).toEqual(['banned', undefined]);
  await expect(fresh?.judge(identity('bob'))).rejects.toMatchObject({ code: 'unavailable' });
  await expect(known?.give(ban('mallory'))).rejects.toMatchObject({ code: 'unavailable' });

  await redis.restart();
  const judged = await eventually(() => fresh?.judge(identity('eve')).catch(() => undefined), 'an answer');
  expect(judged).toBe('banned');
});

test('what is over costs nothing, and asking costs nothing either', async () => {
  const { redis, prefix, control, opened } = await places(1);
  for (let index = 0; index < 20; index++) await control[0]?.give(ban(`visitor-${index}`, Date.now() + 1));
  const later = Date.now() + 5;
  await eventually(() => (Date.now() > later ? true : undefined), 'a moment');
  await control[0]?.give(ban('eve'));
  await control[0]?.judge(identity('eve'));

  const before = await redis.ask('INFO', 'commandstats');
  for (let index = 0; index < 1_000; index++) await control[0]?.judge(identity(`visitor-${index}`));

  expect(await ask(redis.url, 'HKEYS', `${prefix}:{control}:held`)).toEqual(['ban:eve']);
  const calls = (stats: string, name: string) => new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1];
  expect(calls(await redis.ask('INFO', 'commandstats'), 'hvals')).toBe(calls(before, 'hvals'));
  expect(await connectionsOf(redis.url)).toBe(2);
  expect(opened).toHaveLength(1);
});
