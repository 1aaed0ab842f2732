import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listeningLogger, Peer, QUICK, testConfig } from './fixture.ts';
import { type Pod, startPod } from './index.ts';

const pods: Pod[] = [];
const peers: Peer[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-pod-'));
});
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await Promise.all(pods.splice(0).map((pod) => pod.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Pod> {
  const config = testConfig({ KEEPER: 'sqlite', DATA_DIR: folder });
  const pod = await startPod(config, { logger: listeningLogger(), farewell: QUICK });
  pods.push(pod);
  return pod;
}

async function enter(pod: Pod, after?: string): Promise<Peer> {
  const peer = await Peer.enter(pod.url, 'lobby', 'ada', after);
  peers.push(peer);
  return peer;
}

test('a pod with a file still has the messages and their positions after a restart', async () => {
  const before = await start();
  const ada = await enter(before);
  ada.say('message-1', 'one');
  ada.say('message-2', 'two');
  const { position } = await ada.frame('ack', (ack) => ack.id === 'message-1');
  await ada.texts(2);
  await before.close();

  const after = await start();
  const resumed = await enter(after, `${position.epoch}:${position.offset}`);
  resumed.say('message-2', 'two');
  resumed.say('message-3', 'three');

  expect(await resumed.texts(2)).toEqual(['two', 'three']);
  expect((await resumed.frame('welcome')).recovered).toBe(true);
  expect((await resumed.frame('ack', (ack) => ack.id === 'message-2')).duplicate).toBe(true);
  const ack = await resumed.frame('ack', ({ id }) => id === 'message-3');
  expect(ack.position).toEqual({ epoch: position.epoch, offset: 3 });
});
