import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_METER } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { FollowedPartition } from './followed-partition.ts';
import { KeySpace } from './partition.ts';
import type { ScriptRunner } from './partition-check.ts';
import { PartitionMemory } from './partition-memory.ts';
import { ask, fresh } from './streams-fixture.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());

const run: ScriptRunner = (script, keys, args) =>
  ask(server.url, 'EVAL', script.text, String(keys.length), ...keys, ...args);

/** A partition that was read up to its first entry, and in which a second one was acknowledged that nobody read. */
async function followed() {
  const keys = new KeySpace(fresh('bw'), 1).partition(0);
  await ask(server.url, 'XADD', keys.live, '1-1', 'kind', 'entry');
  const memory = new PartitionMemory(keys, NO_METER);
  const partition = new FollowedPartition(memory, NO_METER);
  await partition.check(run, false);
  partition.take([['1-1', ['kind', 'entry']]], 0);
  await ask(server.url, 'XADD', keys.live, '2-1', 'kind', 'entry');
  const epoch = async () => String(await ask(server.url, 'GET', keys.epoch));
  const before = await epoch();
  memory.note(before, '2-1');
  return { keys, partition, epoch, before };
}

test.each<[string, string | undefined]>([
  ['and nothing came after it', undefined],
  ['and others wrote in its place', '3-1'],
])('what was acknowledged and then lost, before anybody read it, is a new epoch: %s', async (_, next) => {
  const { keys, partition, epoch, before } = await followed();

  await ask(server.url, 'DEL', keys.live);
  for (const id of ['1-1', next]) if (id) await ask(server.url, 'XADD', keys.live, id, 'kind', 'entry');
  await partition.check(run, false);
  const after = await epoch();
  await partition.check(run, false);

  expect(after > before).toBe(true);
  expect(await epoch()).toBe(after);
});

test('what was acknowledged and is there, or was trimmed, changes nothing', async () => {
  const { keys, partition, epoch, before } = await followed();

  await partition.check(run, false);
  const there = [await epoch(), partition.position];
  await ask(server.url, 'XADD', keys.live, '3-1', 'kind', 'entry');
  await ask(server.url, 'XTRIM', keys.live, 'MINID', '3-1');
  await partition.check(run, false);

  expect(there).toEqual([before, '1-1']);
  expect(await epoch()).toBe(before);
});
