import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ChatClient, type SocketClass } from '#client';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { metricOf } from './fault-scene.ts';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

/** What is promised, in milliseconds; a machine that does other things besides is given more. */
const SLACK_MS = Number(process.env.SLACK_MS ?? 6_000);
const SERVER_MS = 35_000;
const SILENT_MS = 25_000;
const SPEAKING_MS = 10_000;

let pod: RunningPlace;
let proxy: FaultProxy;
beforeAll(async () => {
  pod = await startPod();
  proxy = await startFaultProxy(Number(new URL(pod.url).port));
});
afterAll(async () => {
  await proxy.close();
  await pod.stop();
});

async function enter(who: string): Promise<ChatClient> {
  const client = new ChatClient({
    urls: proxy.urlOf(pod.url),
    room: freshRoom(),
    token: await signToken({ sub: who }),
    WebSocket: WebSocket as unknown as SocketClass,
  });
  await eventually(() => client.state.status === 'online' || undefined, 'the welcome');
  return client;
}

/** How long it takes until a client knows that it is alone. */
async function untilKnown(client: ChatClient): Promise<number> {
  const begun = performance.now();
  await eventually(() => client.state.status !== 'online' || undefined, 'the client to notice', SERVER_MS + SLACK_MS);
  return performance.now() - begun;
}

test('a line that dies without a word is noticed at both ends: within 10 s by who speaks, 25 s by who does not, 35 s by the pod', async () => {
  const [silent, speaking] = [await enter('silent'), await enter('speaking')];
  const active = () => metricOf(pod, 'websocket_connections_active');
  expect(await active()).toBe(2);

  proxy.blackhole();
  const begun = performance.now();
  speaking.say('is anybody there?');
  const [silentMs, speakingMs, podMs] = await Promise.all([
    untilKnown(silent),
    untilKnown(speaking),
    eventually(
      async () => ((await active()) === 0 ? performance.now() - begun : undefined),
      'the pod to notice',
      SERVER_MS + SLACK_MS,
    ),
  ]);

  console.log(
    `a dead line: noticed after ${[speakingMs, silentMs, podMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
  );
  expect(speakingMs).toBeLessThan(SPEAKING_MS + SLACK_MS);
  expect(silentMs).toBeLessThan(SILENT_MS + SLACK_MS);
  expect(podMs).toBeLessThan(SERVER_MS + SLACK_MS);
  for (const client of [silent, speaking]) client.close();
}, 90_000);
