import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MessageEntry, ServerFrame } from '#chat';
import { type Dev, startDev, untilGone } from './dev-fixture.ts';
import { findProgram, PROGRAMS } from './program.ts';

const PORT = 28_787;
let state: string;
const running: Dev[] = [];

beforeEach(() => {
  token = undefined;
  state = mkdtempSync(join(tmpdir(), 'breakwater-dev-'));
});

afterEach(async () => {
  for (const dev of running.splice(0)) {
    dev.process.kill('SIGTERM');
    await dev.ended();
  }
  rmSync(state, { recursive: true, force: true });
});

async function start(...args: readonly string[]): Promise<Dev> {
  const dev = await startDev(state, '--port', String(PORT), ...args);
  running.push(dev);
  return dev;
}

/** One guest a test: whoever asks too often is made to wait, and a token is good at every place. */
let token: Promise<string> | undefined;

async function guestToken(url: string): Promise<string> {
  token ??= askForToken(url);
  return token;
}

async function askForToken(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/guests`, { method: 'POST', headers, body: '{"name":"Ada"}' });
  expect(answer.status).toBeLessThan(300);
  return ((await answer.json()) as { token: string }).token;
}

/** Says something over a socket; resolves when it was acknowledged. */
async function say(url: string, room: string, text: string): Promise<void> {
  const guest = await guestToken(url);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/rooms/${room}/socket`, 'breakwater.v1');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.onclose = ({ code }) => reject(new Error(`The socket closed with ${code}`));
  socket.onopen = () => socket.send(JSON.stringify({ type: 'authenticate', token: guest }));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (frame.type === 'welcome') socket.send(JSON.stringify({ type: 'say', id: crypto.randomUUID(), text }));
    if (frame.type === 'ack') resolve();
    if (frame.type === 'fault') reject(new Error(frame.message));
  };
  await promise;
  socket.close(1000);
}

async function read(url: string, room: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${await guestToken(url)}` };
  const answer = await fetch(`${url}/api/rooms/${room}/messages?limit=10`, { headers });
  const { entries } = (await answer.json()) as { entries: MessageEntry[] };
  return entries.map((entry) => entry.text);
}

test('without Redis every place keeps its own room, also over a restart, and a signal leaves nobody behind', async () => {
  const first = await start('--no-redis');
  const { edge = '', 'pod-1': pod = '' } = first.urls;
  expect(first.greeting.length).toBeLessThanOrEqual(8);
  expect(first.greeting.join('\n')).toContain('each keeps its own rooms');
  const [, token] = /\/analytics#token=(\S+)/.exec(first.greeting.join('\n')) ?? [];
  const numbers = await fetch(`${edge}/api/analytics/connections`, { headers: { authorization: `Bearer ${token}` } });
  expect([numbers.status, ((await numbers.json()) as { metric: string }).metric]).toEqual([200, 'connections']);
  await say(edge, 'lobby', 'at the edge');
  await say(pod, 'lobby', 'at the pod');

  const family = first.descendants();
  first.process.kill('SIGTERM');

  expect(await first.ended()).toBe(0);
  await untilGone(family);
  const second = await start('--no-redis');
  expect(await read(second.urls.edge ?? '', 'lobby')).toEqual(['at the edge']);
  expect(await read(second.urls['pod-1'] ?? '', 'lobby')).toEqual(['at the pod']);
  expect(await read(second.urls['pod-2'] ?? '', 'lobby')).toEqual([]);
}, 180_000);

test('with Redis all three share their rooms, a pod that is killed comes back, and "q" leaves nobody behind', async () => {
  expect(findProgram(PROGRAMS.redis), 'redis-server').toBeDefined();
  const dev = await start();
  const { edge = '', 'pod-1': one = '', 'pod-2': two = '' } = dev.urls;
  expect(dev.greeting.join('\n')).toContain('they share rooms');
  await say(edge, 'lobby', 'one');
  await say(one, 'lobby', 'two');
  await say(two, 'lobby', 'three');
  for (const url of [edge, one, two]) expect(await read(url, 'lobby')).toEqual(['one', 'two', 'three']);

  dev.press('k');
  await dev.line(/^pod-1 was killed/);
  await expect(fetch(`${one}/health`)).rejects.toThrow();
  expect(await read(two, 'lobby')).toHaveLength(3);
  dev.press('r');
  await dev.line(/^pod-1 runs again/);
  expect(await read(one, 'lobby')).toEqual(['one', 'two', 'three']);

  const family = dev.descendants();
  dev.press('q');
  expect(await dev.ended()).toBe(0);
  await untilGone(family);
}, 180_000);

test('a taken port is said, a process that dies is said, and the end of the input is the end', async () => {
  const server = createServer().listen(PORT, '127.0.0.1');
  const dev = await start('--no-redis');
  server.close();
  expect(dev.greeting.join('\n')).toMatch(new RegExp(`^Port ${PORT} is taken: edge uses \\d+$`, 'm'));
  expect(new URL(dev.urls.edge ?? '').port).not.toBe(String(PORT));

  const family = dev.descendants();
  const commands = family.map((pid) => ({ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }));
  const pod = commands.find(({ command }) => command.includes('origin/main.ts'));
  process.kill(pod?.pid ?? 0, 'SIGKILL');
  await dev.line(/^pod-\d was ended by SIGKILL; its last lines:/);

  dev.process.stdin?.end();
  expect(await dev.ended()).toBe(0);
  await untilGone(family);
}, 180_000);
