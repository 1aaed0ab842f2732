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

test('whoever speaks into a line that died without a word knows it within 10 s', async () => {
  const client = await enter('ada');

  proxy.blackhole();
  client.say('is anybody there?');
  const knownMs = await untilKnown(client);

  expect(knownMs).toBeLessThan(SPEAKING_MS + SLACK_MS);
  client.close();
  proxy.heal();
  proxy.reset();
}, 40_000);

// Half a minute in which nothing happens: only `npm run test:faults` has the time.
test.runIf(process.env.FAULT_SECONDS)(
  'it is noticed at both ends: within 25 s by who does not speak, 35 s by the pod',
  async () => {
    const active = () => metricOf(pod, 'websocket_connections_active');
    await eventually(async () => (await active()) === 0 || undefined, 'others to be gone');
    const silent = await enter('silent');
    expect(await active()).toBe(1);

    proxy.blackhole();
    const begun = performance.now();
    const [silentMs, podMs] = await Promise.all([
      untilKnown(silent),
      eventually(
        async () => ((await active()) === 0 ? performance.now() - begun : undefined),
        'the pod to notice',
        SERVER_MS + SLACK_MS,
      ),
    ]);

    console.log(
      `a dead line: noticed after ${[silentMs, podMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
    );
    expect(silentMs).toBeLessThan(SILENT_MS + SLACK_MS);
    expect(podMs).toBeLessThan(SERVER_MS + SLACK_MS);
    silent.close();
  },
  90_000,
);
