import { afterEach, expect, test } from 'vitest';
import { draftMessage, LIMITS, parseRoomId } from '#chat';
import { Peer, type RunningPlace, residentBytes, signToken, startPod, startRedisServer } from '#conformance';
import { openStreams } from '#streams';

const MESSAGES = 6_000;
const TEXT = 'x'.repeat(3_000);
const FROZEN = 10;
/** What the pod may grow by for all of them together, in bytes. Queued, it would be 180 MB. */
const GROWTH = 90_000_000;

const ends: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** How long it takes until so many were closed as slow, in milliseconds. */
async function untilClosed(pod: RunningPlace, count: number): Promise<number> {
  const { metricsUrl } = JSON.parse(/\{.*"metricsUrl".*\}/.exec(pod.logs())?.[0] ?? '{}') as { metricsUrl?: string };
  const startedAt = performance.now();
  await expect
    .poll(async () => (await fetch(`${metricsUrl}/metrics`)).text(), { timeout: 20_000 })
    .toContain(`breakwater_connections_closed_total{code="4508"} ${count}`);
  return performance.now() - startedAt;
}

test('people who stop reading cost a pod little, are closed in time, and keep nothing from the others', async () => {
  const redis = await startRedisServer();
  ends.push(() => redis.stop());
  const pod = await startPod({ redisUrl: redis.url, env: { HISTORY_ENTRIES: '10000' } });
  ends.push(() => pod.stop());
  const retention = { entries: 10_000, seconds: 3_600 };
  const streams = openStreams({ url: redis.url, retention });
  ends.push(() => streams.close());
  const room = parseRoomId('lobby');
  const enter = async (name: string) => Peer.enter(pod.url, room, await signToken({ sub: name, name }));
  const reader = await enter('reader');
  const frozen = await Promise.all(Array.from({ length: FROZEN }, (_, index) => enter(`frozen-${index}`)));
  const before = residentBytes(pod);
  for (const peer of frozen) peer.pause();

  let most = before;
  for (let said = 0; said < MESSAGES; said += 50) {
    const drafts = Array.from({ length: 50 }, (_, index) => {
      return draftMessage({ id: `message-${said + index}`, text: TEXT }, { id: 'bob', name: 'Bob' });
    });
    await streams.log.appendMany(drafts.map((draft) => ({ room, draft })));
    most = Math.max(most, residentBytes(pod));
  }
  await reader.until(() => (reader.offsets.at(-1) === MESSAGES ? true : undefined), 'everything');
  const waitedMs = await untilClosed(pod, FROZEN);

  expect(reader.offsets).toEqual(Array.from({ length: MESSAGES }, (_, index) => index + 1));
  expect(most - before).toBeLessThan(GROWTH);
  expect(waitedMs).toBeLessThan(LIMITS.stuckMs + 10_000);
  reader.break();
  for (const peer of frozen) peer.break();
}, 60_000);
