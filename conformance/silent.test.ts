import { expect, test } from 'vitest';
import { freshRoom } from './fresh.ts';
import { Peer } from './peer.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const SILENT = 2_000;
const LOGINS = 100;
/** How many are opened at once. */
const STEP = 100;

test('two thousand sockets that say nothing are closed in five seconds, and who logs in meanwhile notices little', async () => {
  const pod = await startPod({ env: { ADMIT_PER_SECOND: '0' } });
  const room = freshRoom();
  const tokens = await Promise.all(
    Array.from({ length: LOGINS }, (_, index) => signToken({ sub: `visitor-${index}` })),
  );
  try {
    const lives: Promise<{ readonly code: number; readonly ms: number }>[] = [];
    for (let opened = 0; opened < SILENT; opened += STEP) {
      const peers = await Promise.all(Array.from({ length: STEP }, () => Peer.knock(pod.url, room)));
      for (const peer of peers) {
        const openedAt = Date.now();
        lives.push(peer.closed.then((code) => ({ code, ms: Date.now() - openedAt })));
      }
    }
    const logins: number[] = [];
    for (const token of tokens) {
      const startedAt = Date.now();
      const peer = await Peer.knock(pod.url, room);
      peer.send({ type: 'authenticate', token });
      await peer.frame('welcome');
      logins.push(Date.now() - startedAt);
      peer.break();
    }
    const ended = await Promise.all(lives);

    const slowest = Math.max(...ended.map(({ ms }) => ms));
    const p99 = logins.sort((a, b) => a - b)[Math.ceil(LOGINS * 0.99) - 1];
    console.log(`silent sockets: the last closed after ${slowest} ms; a login took ${p99} ms at p99`);
    expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([4408]));
    // The promise is 5 s and 500 ms; a busy machine is no fault.
    expect(slowest).toBeLessThan(5_000 + 9_000);
    expect(p99).toBeLessThan(500 + 5_000);
  } finally {
    await pod.stop();
  }
}, 60_000);
