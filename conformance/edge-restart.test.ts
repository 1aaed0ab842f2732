import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import { startPod } from './pod-process.ts';
import { startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

/** More than a lease: so long may those who went without a word still be listed. */
const GONE_MS = 30_000;

test('an edge that was killed and comes back shares its rooms again and lists nobody who is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-edge-restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  const [pod, before] = await Promise.all([
    startPod({ name: 'pod-1', redisUrl: redis.url }),
    startEdge({ redisUrl: redis.url, folder }),
  ]);
  onTestFinished(() => pod.stop());
  onTestFinished(() => before.kill());
  const enter = async (url: string, name: string, after?: Peer) =>
    Peer.enter(url, 'harbour', await signToken({ sub: name, name }), after?.position);
  const [ada, eve, bob] = [await enter(before.url, 'ada'), await enter(before.url, 'eve'), await enter(pod.url, 'bob')];
  await ada.tell('one');
  await bob.heard(1);
  await ada.heard(1);

  await before.kill();
  await bob.tell('two');
  const edge = await startEdge({ redisUrl: redis.url, folder });
  onTestFinished(() => edge.stop());
  const again = await enter(edge.url, 'ada', ada);
  await again.tell('three', { id: 'message-3' });

  expect((await again.heard(2)).map(({ text }) => text)).toEqual(['two', 'three']);
  expect(again.all('welcome')[0]?.recovered).toBe(true);
  expect((await bob.heard(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  await eventually(() => bob.all('left').some(({ id }) => id === 'eve') || undefined, 'eve to be gone', GONE_MS);
  expect(bob.all('left').map(({ id }) => id)).not.toContain('ada');
  for (const peer of [eve, again, bob]) peer.break();
}, 60_000);
