import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CLOCK_NODE } from './clock-node.ts';
import { listeningLogger, Peer, QUICK, signToken, testConfig } from './fixture.ts';
import { type Pod, startPod } from './index.ts';

/** Counts and times nothing: a change that makes a join cost more fails here, on any machine. */

const peers: Peer[] = [];
let pod: Pod;

beforeEach(async () => {
  pod = await startPod(testConfig(), { logger: listeningLogger(), farewell: QUICK });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await pod.close();
});

/** Somebody who brings their token with the upgrade, once they are welcome. */
async function join(name: string, room: string): Promise<Peer> {
  const peer = new Peer(pod.url, room, ['breakwater.v1', `breakwater.bearer.${await signToken(name)}`]);
  peers.push(peer);
  await peer.frame('welcome');
  return peer;
}

/** The writes of the pod's sockets to the system from now on. */
function countWrites(): () => number {
  const port = Number(new URL(pod.url).port);
  let writes = 0;
  for (const method of ['_write', '_writev'] as const) {
    const real = Socket.prototype[method] as (...args: unknown[]) => void;
    vi.spyOn(Socket.prototype, method).mockImplementation(function (this: Socket, ...args: unknown[]) {
      if (this.localPort === port) writes++;
      return real.apply(this, args);
    });
  }
  return () => writes;
}

test('who comes with a token is answered and welcomed in one write', async () => {
  const writes = countWrites();

  for (const name of ['ada', 'bob', 'cy']) await join(name, `room-of-${name}`);

  expect(writes()).toBe(3);
});

test('a socket is no timer: their tokens’ ends are one for all', async () => {
  await join('ada', 'lobby');
  const after = vi.spyOn(CLOCK_NODE, 'after');

  for (const name of ['bob', 'cy', 'dan']) await join(name, 'lobby');

  // Tokens are good for five minutes here; whatever else waits meanwhile does so for less.
  const long = after.mock.calls.filter(([ms]) => ms > 200_000);
  expect(long).toEqual([]);
});
