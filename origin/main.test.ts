import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '#settings';
import { Peer, SECRET, testEnvironment } from './fixture.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

type Line = Record<string, unknown>;

/** A pod in a process of its own. */
class PodProcess {
  readonly lines: Line[] = [];
  stderr = '';
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcess;
  readonly #reader: Interface;

  constructor(env: Environment) {
    this.#child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...env } });
    this.#reader = createInterface(this.#child.stdout!);
    this.#reader.on('line', (line) => this.lines.push(JSON.parse(line)));
    const written = once(this.#reader, 'close');
    this.#child.stderr!.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exited = once(this.#child, 'close').then(async ([code, signal]) => {
      await written;
      return code ?? signal;
    });
  }

  /** The first line of an event, once it is there. */
  async line(event: string): Promise<Line> {
    for (;;) {
      const found = this.lines.find((line) => line.event === event);
      if (found !== undefined) return found;
      const more = await Promise.race([once(this.#reader, 'line'), this.exited.then(() => 'ended')]);
      if (more === 'ended' && !this.lines.some((line) => line.event === event)) {
        throw new Error(`The pod ended without "${event}": ${this.stderr}`);
      }
    }
  }

  async url(): Promise<string> {
    return String((await this.line('listening')).url);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

const started: PodProcess[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-main-'));
});
afterEach(async () => {
  for (const pod of started) pod.kill('SIGKILL');
  await Promise.all(started.splice(0).map((pod) => pod.exited));
  rmSync(folder, { recursive: true, force: true });
});

function run(env: Environment): PodProcess {
  const pod = new PodProcess(env);
  started.push(pod);
  return pod;
}

test('a wrong configuration is told in one sentence and ends with 2', async () => {
  const pod = run({ PORT: 'x' });

  expect(await pod.exited).toBe(2);
  const sentence =
    'Cannot start: PORT is "x", must be a whole number from 0 to 65535; AUTH_SECRET is missing, set at least 32 bytes, AUTH_JWKS_URL or FIREBASE_PROJECT_ID';
  expect(pod.stderr).toBe(`${sentence}\n`);
  expect(pod.lines).toEqual([
    { at: expect.any(Number), level: 'error', event: 'cannot-start', code: 'config', reason: sentence },
  ]);
});

test('a folder that cannot be used ends with 1 and names it', async () => {
  const pod = run(testEnvironment({ KEEPER: 'sqlite', DATA_DIR: join(MAIN, 'below-a-file') }));

  expect(await pod.exited).toBe(1);
  expect(pod.stderr).toContain(`Cannot start: DATA_DIR "${join(MAIN, 'below-a-file')}" cannot be made`);
});

test('SIGTERM sends the clients away with 1012 and ends with 0', async () => {
  const pod = run(testEnvironment({ KEEPER: 'sqlite', DATA_DIR: folder }));
  const url = await pod.url();
  const [ada, grace] = [await Peer.enter(url, 'lobby', 'ada'), await Peer.enter(url, 'lobby', 'grace')];
  ada.say('message-1', 'one');
  await grace.texts(1);

  pod.kill('SIGTERM');

  expect(await pod.exited).toBe(0);
  expect([await ada.closed, await grace.closed]).toEqual([1012, 1012]);
  expect((await ada.frame('reconnect')).afterMs).toBeLessThan(2_000);
  expect(pod.lines.map((line) => line.event)).toEqual(
    expect.arrayContaining(['listening', 'signal', 'leaving', 'closed']),
  );
  expect(pod.stderr).toBe('');
});

test('SIGTERM in the middle of the start ends with 0 too', async () => {
  const pod = run(testEnvironment());
  await pod.line('starting');

  pod.kill('SIGTERM');

  expect(await pod.exited).toBe(0);
  expect(pod.stderr).toBe('');
});

test('a second signal ends it at once', async () => {
  const pod = run(testEnvironment());
  const stuck = await Peer.enter(await pod.url(), 'lobby', 'stuck');
  stuck.socket.pause();

  pod.kill('SIGTERM');
  await pod.line('leaving');
  pod.kill('SIGINT');

  expect(await pod.exited).toBe(130);
  await stuck.close();
});

test('a killed pod comes back with everything that it had acknowledged', async () => {
  const env = testEnvironment({ KEEPER: 'sqlite', DATA_DIR: folder });
  const first = run(env);
  const ada = await Peer.enter(await first.url(), 'lobby', 'ada');
  for (let count = 1; count <= 10; count++) ada.say(`message-${count}`, `word ${count}`);
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => ada.frame('ack', (ack) => ack.id === `message-${index + 1}`)),
  );
  first.kill('SIGKILL');
  expect(await first.exited).toBe('SIGKILL');

  const second = run(env);
  const grace = await Peer.enter(await second.url(), 'lobby', 'grace');

  expect(await grace.texts(10)).toEqual(Array.from({ length: 10 }, (_, index) => `word ${index + 1}`));
  await grace.close();
});

test('no line of the log has a message, a token, a secret or an address in it', async () => {
  const pod = run(testEnvironment({ LOG_LEVEL: 'debug' }));
  const url = await pod.url();
  const ada = await Peer.enter(url, 'lobby', 'ada');
  ada.say('message-1', 'a private word');
  await ada.texts(1);
  await fetch(`${url}/api/rooms/lobby/messages`, { headers: { authorization: 'Bearer aaaa.bbbb.cccc' } });
  await ada.close();

  pod.kill('SIGTERM');
  await pod.exited;

  const log = JSON.stringify(pod.lines.filter((line) => line.event !== 'listening'));
  for (const secret of ['a private word', 'aaaa.bbbb', SECRET, 'eyJ', '127.0.0.1']) expect(log).not.toContain(secret);
});
