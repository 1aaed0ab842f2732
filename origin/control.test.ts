import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { listeningLogger, Peer, QUICK, testConfig } from './fixture.ts';
import { type Pod, startPod } from './server.ts';

const TOKEN = 'a token of the control port';

const started: Array<{ close(): Promise<void> }> = [];

afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.close();
});

async function start(env: Record<string, string> = { CONTROL_TOKEN: TOKEN }): Promise<Pod> {
  const pod = await startPod(testConfig({ PLACE: 'pod-7', ...env }), { logger: listeningLogger(), farewell: QUICK });
  started.push(pod);
  return pod;
}

async function enter(pod: Pod, name: string): Promise<Peer> {
  const peer = await Peer.enter(pod.url, 'lobby', name);
  started.push(peer);
  return peer;
}

function ask(pod: Pod, body = '', token = TOKEN): Promise<Response> {
  return fetch(`${pod.metricsUrl}/drain`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });
}

async function statusOf(pod: Pod): Promise<unknown> {
  return (await fetch(`${pod.metricsUrl}/status`)).json();
}

async function knock(pod: Pod): Promise<number> {
  const socket = new WebSocket(`${pod.url.replace('http', 'ws')}/api/rooms/lobby/socket`);
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (request, response) => {
      expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
  });
}

test('it tells how many connections there are and how the door is', async () => {
  const pod = await start();
  await enter(pod, 'ada');

  expect(await statusOf(pod)).toEqual({ place: 'pod-7', connections: 1, door: 'open', draining: false });
});

test('a drain lets nobody in, is not ready, and sends everybody elsewhere; the process stays', async () => {
  const pod = await start();
  const ada = await enter(pod, 'ada');

  const answer = await ask(pod);

  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ door: 'closed', draining: true });
  expect([(await fetch(`${pod.url}/ready`)).status, await knock(pod)]).toEqual([503, 503]);
  await ada.frame('reconnect');
  expect(await ada.closed).toBe(1012);
  expect((await fetch(`${pod.url}/health`)).status).toBe(200);
  expect(await statusOf(pod)).toMatchObject({ connections: 0 });
});

test('a door that was closed to newcomers sends nobody away, and opens again', async () => {
  const pod = await start();
  const ada = await enter(pod, 'ada');

  const closed = await ask(pod, '{"closeToNewcomers":true}');
  const while2 = [(await fetch(`${pod.url}/ready`)).status, await knock(pod)];
  const opened = await ask(pod, '{"closeToNewcomers":false}');
  const after = [(await fetch(`${pod.url}/ready`)).status, await knock(pod)];

  expect(await closed.json()).toMatchObject({ door: 'closed', draining: false });
  expect(await opened.json()).toMatchObject({ door: 'open', draining: false });
  expect([while2, after]).toEqual([
    [503, 503],
    [200, 101],
  ]);
  ada.say('message-1', 'still here');
  await ada.texts(1);
  expect(ada.frames.some(({ type }) => type === 'reconnect')).toBe(false);
});

test('a drain that was called off leaves in peace whoever is still here', async () => {
  const pod = await startPod(testConfig({ CONTROL_TOKEN: TOKEN }), {
    logger: listeningLogger(),
    farewell: { ...QUICK, lingerMs: 60_000 },
  });
  const ada = await enter(pod, 'ada');
  await ask(pod);
  await ada.frame('reconnect');

  await ask(pod, '{"closeToNewcomers":false}');

  expect(await knock(pod)).toBe(101);
  ada.say('message-1', 'still here');
  await ada.texts(1);
  await ada.close();
  await pod.close();
});

test('who bears no token, or a wrong one, may ask for nothing, and nobody where none is set', async () => {
  const pod = await start();
  const shut = await start({});

  const answers = [
    await fetch(`${pod.metricsUrl}/drain`, { method: 'POST' }),
    await ask(pod, '', 'another token'),
    await ask(shut),
  ];

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 403]);
  expect(await statusOf(pod)).toMatchObject({ door: 'open' });
  expect((await fetch(`${pod.url}/drain`, { method: 'POST' })).status).toBe(405);
});

test.each([
  'yes',
  '[]',
  '{"closeToNewcomers":"yes"}',
  '{"all":true}',
  `{"closeToNewcomers":true,"x":1}`,
  ' '.repeat(2_000),
])('what is no wish is refused: %j', async (body) => {
  const pod = await start();

  expect((await ask(pod, body)).status).toBe(400);
  expect(await statusOf(pod)).toMatchObject({ door: 'open' });
});

test('a pod that leaves is not opened again', async () => {
  const pod = await startPod(testConfig({ CONTROL_TOKEN: TOKEN }), {
    logger: listeningLogger(),
    farewell: { ...QUICK, lingerMs: 500 },
  });
  const ada = await enter(pod, 'ada');
  const closing = pod.close();
  await ada.frame('reconnect');

  const answer = await ask(pod, '{"closeToNewcomers":false}');

  expect(await answer.json()).toMatchObject({ door: 'leaving', draining: true });
  expect(await ada.closed).toBe(1012);
  await closing;
});
