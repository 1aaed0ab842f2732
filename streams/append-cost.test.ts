import { createHook } from 'node:async_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS, MESSAGE_RATE, type RoomId } from '#chat';
import { type RedisServer, startRedisServer } from '#conformance';
import { appendCall, appendItem, numbersOf } from './append-call.ts';
import { KeySpace } from './partition.ts';
import { openStreams } from './streams.ts';
import { draft, fresh } from './streams-fixture.ts';

/** Counts and times nothing: a change that makes a pod do more for each message fails here, on any machine. */

const MESSAGES = 100;
const LOBBY = 'lobby' as RoomId;
const RETENTION = { entries: 300, seconds: 300 };

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());

/** What Node begins while some work is done, by kind. */
async function begunBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const begun: Record<string, number> = {};
  const hook = createHook({
    init(_id, kind) {
      begun[kind] = (begun[kind] ?? 0) + 1;
    },
  }).enable();
  await work();
  hook.disable();
  return begun;
}

test('an append makes a dozen promises at most, asks for no random numbers of its own, and is written with its neighbours', async () => {
  const { log, close } = openStreams({ url: server.url, prefix: fresh('bw'), retention: RETENTION });
  await log.append(LOBBY, draft('the first'), MESSAGE_RATE);
  const drafts = Array.from({ length: MESSAGES }, () => draft('hello'));

  const begun = await begunBy(() => Promise.all(drafts.map((each) => log.append(LOBBY, each))));

  await close();
  expect(begun.PROMISE).toBeLessThanOrEqual(12 * MESSAGES);
  expect(begun.RANDOMBYTESREQUEST ?? 0).toBeLessThanOrEqual(1);
  expect(begun.Immediate ?? 0).toBeLessThanOrEqual(3);
});

test('an append says in few words what every message says alike', () => {
  const numbers = numbersOf({ retention: RETENTION, liveMs: 60_000, lifeMs: LIMITS.dedupeMs });

  const item = appendItem(new KeySpace('bw', 64), LOBBY, draft('hello'), MESSAGE_RATE);
  const { keys, args } = appendCall(numbers, [item, item, item]);

  expect([keys.length, args.length]).toEqual([3 * 7, 2 + 3 * 4]);
});
