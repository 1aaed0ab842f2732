import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { FIREBASE_PROJECT, FirebaseTwin } from './firebase-twin.ts';
import { freshRoom } from './fresh.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What a place says to somebody with this token: `ok`, or its fault. */
async function askWith(place: RunningPlace, token: string): Promise<Refusal | 'ok'> {
  const response = await fetch(`${place.url}/api/rooms/lobby/members`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { error } = (await response.json()) as { error?: Refusal };
  return error ?? 'ok';
}

/** A pod whose clock is wrong by so many seconds. */
function startWrongPod(seconds: number): Promise<RunningPlace> {
  const source = `const now=Date.now;Date.now=()=>now()+${seconds * 1_000}`;
  return startPod({ env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` } });
}

/** A token of a minute, as the other side's right clock signs it. */
function signMinute(): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  return signToken({ sub: 'ada', iat, exp: iat + 60 });
}

describe('a pod whose clock is wrong', () => {
  test.each([-4, 4])('by %i s takes tokens', async (seconds) => {
    const pod = await startWrongPod(seconds);
    try {
      expect(await askWith(pod, await signMinute())).toBe('ok');
    } finally {
      await pod.stop();
    }
  });

  test.each([
    [-90, 'token-invalid'],
    [90, 'token-expired'],
  ])('by %i s refuses them, and hints at the clock', async (seconds, code) => {
    const pod = await startWrongPod(seconds);
    try {
      const refusal = await askWith(pod, await signMinute());

      expect(refusal).toMatchObject({ code, message: expect.stringMatching(/\(clock\)$/) });
    } finally {
      await pod.stop();
    }
  });
});

describe('while one shared secret replaces another', () => {
  test('tokens of both are taken, and of no third', async () => {
    const [old, next, third] = ['old', 'next', 'third'].map((name) => `the ${name} secret of at least 32 bytes`);
    const pod = await startPod({ env: { AUTH_SECRET: next ?? '', AUTH_SECRET_OTHERS: old ?? '' } });
    try {
      const answers = [];
      for (const secret of [old, next, third]) {
        answers.push(await askWith(pod, await signToken({ sub: 'ada' }, { secret: secret ?? '' })));
      }

      expect(answers).toEqual(['ok', 'ok', expect.objectContaining({ code: 'token-invalid' })]);
    } finally {
      await pod.stop();
    }
  });
});

/** The same of a pod and of the edge. */
function promiseFirebase(start: (env: Record<string, string>) => Promise<RunningPlace>): void {
  let firebase: FirebaseTwin;
  let place: RunningPlace;

  beforeAll(async () => {
    firebase = await FirebaseTwin.start();
    place = await start({ FIREBASE_PROJECT_ID: FIREBASE_PROJECT, AUTH_JWKS_URL: firebase.provider.url });
  });
  afterAll(async () => {
    await place.stop();
    await firebase.provider.close();
  });

  test('takes the ID tokens of its project and of no other', async () => {
    const others = [
      { aud: 'another-project' },
      { iss: 'https://securetoken.google.com/another-project' },
      { iss: 'breakwater', aud: 'breakwater' },
    ];

    const answers = [await askWith(place, await firebase.sign('ada'))];
    for (const claims of others) answers.push(await askWith(place, await firebase.sign('ada', claims)));

    const invalid = expect.objectContaining({ code: 'token-invalid' });
    expect(answers).toEqual(['ok', invalid, invalid, invalid]);
  });

  test('asks the provider once for all connections and rooms, and goes on when it is gone', async () => {
    const room = freshRoom();
    const ada = await Peer.enter(place.url, room, await firebase.sign('ada'));
    const askedBefore = firebase.provider.asked;
    const knocking = Array.from({ length: 20 }, async (_, index) => {
      const peer = await Peer.knock(place.url, freshRoom());
      peer.send({ type: 'authenticate', token: await firebase.sign(`visitor-${index}`) });
      const { visitor } = await peer.frame('welcome');
      peer.break();
      return visitor.name;
    });
    expect(new Set(await Promise.all(knocking))).toEqual(new Set(['Ada Lovelace']));
    expect(firebase.provider.asked - askedBefore).toBeLessThanOrEqual(1);

    firebase.provider.answer = { status: 500 };
    const asked = firebase.provider.asked;
    const bob = await Peer.enter(place.url, room, await firebase.sign('bob'));
    await ada.tell('still here');
    await bob.heard(1);

    expect(firebase.provider.asked - asked).toBeLessThanOrEqual(1);
    for (const peer of [ada, bob]) peer.break();
  });
}

describe('a pod of a Firebase project', () => promiseFirebase((env) => startPod({ env })));
describe('an edge of a Firebase project', () => promiseFirebase((env) => startEdge({ env })));
