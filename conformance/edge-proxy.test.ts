import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { EventReader } from './event-reader.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  pod = await startPod({ name: 'pod-1' });
  edge = await startEdge({ env: { MODE: 'proxy', ORIGIN_URL: pod.url } });
});
afterAll(() => Promise.all([edge.stop(), pod.stop()]));

test('an edge that is a proxy lets people meet at the pod, by socket, events and GET', async () => {
  const token = await signToken({ sub: 'ada', name: 'Ada' });
  const headers = { authorization: `Bearer ${token}` };
  const [ada, bob] = [
    await Peer.enter(edge.url, 'pier', token),
    await Peer.enter(pod.url, 'pier', await signToken({ sub: 'bob' })),
  ];
  const reader = new EventReader(await fetch(`${edge.url}/api/rooms/pier/events`, { headers }));

  await ada.tell('from the edge');
  await bob.tell('from the pod', { id: 'message-2' });

  const texts = ['from the edge', 'from the pod'];
  expect((await ada.frame('welcome')).place).toBe('pod-1');
  expect((await ada.heard(2)).map(({ text }) => text)).toEqual(texts);
  expect((await bob.heard(2)).map(({ text }) => text)).toEqual(texts);
  const answer = await fetch(`${edge.url}/api/rooms/pier/messages`, { headers });
  const { entries } = (await answer.json()) as { entries: Array<{ text: string }> };
  expect(entries.map(({ text }) => text)).toEqual(texts);
  expect((await reader.take(3)).map(({ event }) => event)).toEqual(['welcome', 'entry', 'entry']);
  await reader.close();
  for (const peer of [ada, bob]) await peer.close();
});

test('an edge that is a proxy hands on what the pod refuses', async () => {
  const answer = await fetch(`${edge.url}/api/rooms/pier/messages`);

  expect(answer.status).toBe(401);
  expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('token-missing');
});

test('an edge whose pods are gone says that they cannot be reached, and still gives the page and its own state', async () => {
  const lonely = await startPod({ name: 'pod-2' });
  const proxy = await startEdge({ env: { MODE: 'proxy', ORIGIN_URL: lonely.url } });
  await lonely.kill();

  const answer = await fetch(`${proxy.url}/api/rooms/pier/messages`);
  const alive = await fetch(`${proxy.url}/health`);
  const ready = await fetch(`${proxy.url}/ready`);

  expect([answer.status, alive.status, ready.status]).toEqual([503, 200, 503]);
  expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('unavailable');
  await proxy.stop();
});
