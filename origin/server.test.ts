import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Environment } from '#settings';
import { listeningLogger, Peer, QUICK, signToken, testConfig } from './fixture.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { type Pod, startPod } from './index.ts';

const pods: Pod[] = [];
const peers: Peer[] = [];
let logger: ReturnType<typeof listeningLogger>;

beforeEach(() => {
  logger = listeningLogger();
});
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await Promise.all(pods.splice(0).map((pod) => pod.close()));
});

async function start(env: Environment = {}, farewell = QUICK, heartbeat = HEARTBEAT) {
  const pod = await startPod(testConfig(env), { logger, farewell, heartbeat });
  pods.push(pod);
  return pod;
}

async function enter(pod: Pod, name: string, after?: string): Promise<Peer> {
  const peer = await Peer.enter(pod.url, 'lobby', name, after);
  peers.push(peer);
  return peer;
}

function knock(pod: Pod, room: string, protocols: string[] = [], headers = {}): Peer {
  const peer = new Peer(pod.url, room, protocols, { headers });
  peers.push(peer);
  return peer;
}

/** What a refused upgrade is answered. */
async function refusal(peer: Peer): Promise<{ status: number | undefined; body: string }> {
  const [, response] = (await once(peer.socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

describe('a pod', () => {
  test('carries what one visitor says to the others, in order, and acknowledges it', async () => {
    const pod = await start();
    const [ada, grace] = [await enter(pod, 'ada'), await enter(pod, 'grace')];

    ada.say('message-1', 'one');
    ada.say('message-2', 'two');

    expect(await grace.texts(2)).toEqual(['one', 'two']);
    expect(await ada.texts(2)).toEqual(['one', 'two']);
    expect((await ada.frame('ack', (ack) => ack.id === 'message-2')).position.offset).toBe(2);
  });

  test('takes a token in the subprotocol and answers with the real one', async () => {
    const pod = await start();

    const peer = knock(pod, 'lobby', ['breakwater.v1', `breakwater.bearer.${await signToken('ada')}`]);

    expect((await peer.frame('welcome')).visitor.name).toBe('ada');
    expect(peer.socket.protocol).toBe('breakwater.v1');
  });

  test.each([
    ['a room that has no such name', 'Lobby!', [], {}, 404, 'bad-room'],
    ['a forged token', 'lobby', ['breakwater.v1', 'breakwater.bearer.a.b.c'], {}, 401, 'token-invalid'],
    ['a foreign page', 'lobby', [], { origin: 'https://evil.example' }, 403, 'forbidden-origin'],
  ])(
    'refuses the upgrade of %s with a status, a code and a sentence',
    async (_, room, protocols, headers, status, code) => {
      const pod = await start();

      const answer = await refusal(knock(pod, room, protocols, headers));

      expect(answer.status).toBe(status);
      expect(answer.body).toContain(`"${code}"`);
    },
  );

  test('tells a socket that sends 4097 bytes so and closes it with 1009, and only that one', async () => {
    const pod = await start();
    const [ada, grace] = [await enter(pod, 'ada'), await enter(pod, 'grace')];

    ada.socket.send('x'.repeat(4_096));
    expect((await ada.frame('fault')).code).toBe('bad-json');
    ada.socket.send('x'.repeat(4_097));

    expect((await ada.frame('fault', ({ code }) => code !== 'bad-json')).code).toBe('frame-too-large');
    expect(await ada.closed).toBe(1009);
    grace.say('message-1', 'still here');
    expect(await grace.texts(1)).toEqual(['still here']);
  });

  test('answers a binary frame with a fault and stays', async () => {
    const pod = await start();
    const ada = await enter(pod, 'ada');

    ada.socket.send(Buffer.from('{"type":"ping"}'));
    expect((await ada.frame('fault')).code).toBe('bad-frame');
    ada.socket.send('{"type":"ping"}');

    await ada.frame('pong');
  });

  test('does not gather a message of many fragments', async () => {
    const pod = await start();
    const ada = await enter(pod, 'ada');

    for (let count = 0; count < 20; count++) ada.socket.send('x', { fin: false });

    expect(await ada.closed).toBe(1008);
  });

  test('answers every frame of a flood, reading no faster than it can work', async () => {
    const pod = await start();
    const ada = await enter(pod, 'ada');

    for (let count = 0; count < 2_000; count++) ada.say(`flood-${String(count).padStart(6, '0')}`, `word ${count}`);

    await ada.frame('fault', (fault) => fault.id === 'flood-001999' && fault.code === 'rate-limited');
    const answers = ada.frames.filter((frame) => frame.type === 'ack' || frame.type === 'fault');
    expect(answers).toHaveLength(2_000);
  });

  test('asks for an upgrade where there is none', async () => {
    const pod = await start();

    const plain = await fetch(`${pod.url}/api/rooms/lobby/socket`);

    expect(plain.status).toBe(426);
  });

  test('takes a request that only half asks for an upgrade as a request', async () => {
    const pod = await start();

    const half = request(`${pod.url}/api/rooms/lobby/socket`, { headers: { upgrade: 'websocket' } }).end();
    const [response] = (await once(half, 'response')) as [IncomingMessage];

    expect(response.statusCode).toBe(426);
    response.resume();
  });

  test.each([
    ['no key', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'], 400],
    ['a host that is none', ['Host: a b', 'Upgrade: websocket', 'Connection: Upgrade'], 400],
    ['another address', ['Upgrade: websocket', 'Connection: Upgrade'], 404, '/api/nowhere'],
  ])('refuses a handshake with %s and lives on', async (_, lines, status, path = '/api/rooms/lobby/socket') => {
    const pod = await start();
    const { hostname, port } = new URL(pod.url);
    const socket = connect(Number(port), hostname);
    const host = lines.some((line) => line.startsWith('Host')) ? [] : [`Host: ${hostname}`];

    socket.write([`GET ${path} HTTP/1.1`, ...host, ...lines, '', ''].join('\r\n'));
    let answer = '';
    for await (const chunk of socket) answer += chunk;

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await fetch(`${pod.url}/health`)).status).toBe(200);
  });

  test('lets go of who does not answer a ping, and keeps who does', async () => {
    const pod = await start({}, QUICK, { everyMs: 50, answerMs: 300, sweepMs: 10 });
    const [here, gone] = [await enter(pod, 'here'), await enter(pod, 'gone')];

    gone.socket.pause();

    await here.frame('left', (left) => left.id === 'guest-gone');
    expect(here.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('tells its metrics on their own port and not on the public one', async () => {
    const pod = await start();
    await enter(pod, 'ada');

    const open = await (await fetch(`${pod.metricsUrl}/metrics`)).text();
    const shut = await fetch(`${pod.url}/metrics`);

    expect(open).toContain('websocket_connections_active 1\n');
    expect(shut.status).toBe(404);
    expect(await shut.text()).not.toContain('websocket_connections_active');
  });

  test('is ready and alive while it runs', async () => {
    const pod = await start();

    expect((await fetch(`${pod.url}/health`)).status).toBe(200);
    expect((await fetch(`${pod.url}/ready`)).status).toBe(200);
    expect(logger.events).toContain('listening');
  });
});

describe('a pod that leaves', () => {
  test('tells its clients to come back and closes them as a restart', async () => {
    const pod = await start();
    const everybody = await Promise.all(Array.from({ length: 30 }, (_, index) => enter(pod, `visitor-${index}`)));

    await pod.close();

    const codes = await Promise.all(everybody.map((peer) => peer.closed));
    expect(new Set(codes)).toEqual(new Set([1012]));
    for (const peer of everybody) expect((await peer.frame('reconnect')).afterMs).toBeLessThan(10);
    await expect(fetch(pod.url)).rejects.toThrow();
    await expect(fetch(pod.metricsUrl)).rejects.toThrow();
  });

  test('is alive and not ready while the last ones go, and lets nobody in', async () => {
    const pod = await start();
    const slow = await enter(pod, 'slow');
    slow.socket.pause();

    const closing = pod.close();
    const refused = await refusal(knock(pod, 'lobby'));
    const [health, ready] = await Promise.all([fetch(`${pod.url}/health`), fetch(`${pod.url}/ready`)]);

    expect(refused).toEqual({ status: 503, body: expect.stringContaining('"leaving"') });
    expect([health.status, ready.status]).toEqual([200, 503]);
    expect(await ready.text()).toContain('leaving');
    slow.socket.resume();
    await closing;
    expect(await slow.closed).toBe(1012);
  });

  test('does not wait for ever for somebody who never closes', async () => {
    const pod = await start({}, { ...QUICK, waitMs: 200 });
    const stuck = await enter(pod, 'stuck');
    stuck.socket.pause();

    await pod.close();

    expect(logger.events.at(-1)).toBe('closed');
  });

  test('sends readers of events elsewhere, each with the time after which to come back, and takes no new ones', async () => {
    const pod = await start({ SOCKETS_PER_VISITOR: '0' });
    const headers = { authorization: `Bearer ${await signToken('ada')}` };
    const open = () => fetch(`${pod.url}/api/rooms/lobby/events`, { headers });
    const streams = await Promise.all(Array.from({ length: 30 }, open));
    const texts = Promise.all(streams.map((stream) => stream.text()));
    const slow = await enter(pod, 'slow');
    slow.socket.pause();

    const closing = pod.close();
    const refused = await open();
    slow.socket.resume();
    await closing;

    for (const text of await texts) expect(text).toMatch(/event: welcome\n[\s\S]*\n\nretry: \d\n\n$/);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[1-5]$/)]);
    expect(await refused.text()).toContain('"leaving"');
    expect(logger.events.at(-1)).toBe('closed');
  });

  test('closes once, however often it is asked', async () => {
    const pod = await start();

    await Promise.all([pod.close(), pod.close(), pod.close()]);

    expect(logger.events.filter((event) => event === 'closed')).toHaveLength(1);
  });
});

describe('a pod that cannot start', () => {
  test('says which port is taken and gives back what it had opened', async () => {
    const pod = await start();
    const port = new URL(pod.url).port;

    await expect(start({ PORT: port })).rejects.toThrow(
      `Cannot start: PORT ${port} on 127.0.0.1 cannot be listened on, another process listens there, end it or set another port`,
    );
  });
});
