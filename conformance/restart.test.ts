import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { Peer } from './peer.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const ROOM = 'lobby';

test.for([
  ['a pod', 'leaves and comes back', startPod, 'stop'],
  ['a pod', 'is killed and comes back', startPod, 'kill'],
  ['the edge', 'is stopped and comes back', startEdge, 'stop'],
  ['the edge', 'is killed and comes back', startEdge, 'kill'],
] as const)('when %s %s without Redis, the last messages are there and positions are still good', async (row) => {
  const [, , start, end] = row;
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const token = await signToken({ sub: 'ada' });
  const before = await start({ folder });
  onTestFinished(() => before.kill());
  const ada = await Peer.enter(before.url, ROOM, token);
  for (const text of ['one', 'two', 'three', 'four', 'five']) await ada.tell(text);
  const heard = await ada.heard(5);
  const { epoch } = ada.position;

  await before[end]();
  const after = await start({ folder });
  onTestFinished(() => after.stop());

  const newcomer = await Peer.enter(after.url, ROOM, await signToken({ sub: 'bob' }));
  expect(await newcomer.heard(5)).toEqual(heard);
  const returned = await Peer.enter(after.url, ROOM, token, { epoch, offset: 3 });
  expect((await returned.frame('welcome')).recovered).toBe(true);
  const again = await returned.tell('five', { id: heard[4]?.id ?? '' });
  const next = await returned.tell('six', { id: 'message-6' });
  expect([again.duplicate, again.position]).toEqual([true, { epoch, offset: 5 }]);
  expect(next.position).toEqual({ epoch, offset: 6 });
  expect((await returned.heard(3)).map(({ text }) => text)).toEqual(['four', 'five', 'six']);
  await Promise.all([newcomer.close(), returned.close()]);
});
