import { setTimeout as pause } from 'node:timers/promises';
import { Peer, Refused } from './peer.ts';
import { signToken } from './token.ts';

const EVERY_MS = 100;

/** What somebody found who came in again and again while the storm was on, from an idle process. */
export interface Probed {
  /** From the connection to the welcome, of each who was let in, in milliseconds. */
  readonly acceptMs: readonly number[];
  /** How many were answered 503 with a time after which to come back. */
  readonly refused: number;
  /** Whatever else came of it. */
  readonly failed: readonly string[];
}

/** Knocks at a place until it is told to stop. */
export async function probe(url: string, stop: AbortSignal): Promise<Probed> {
  const token = await signToken({ sub: 'probe' });
  const acceptMs: number[] = [];
  const failed: string[] = [];
  let refused = 0;
  const knock = async () => {
    const begun = performance.now();
    try {
      const peer = await Peer.enter(url, 'probe', token);
      acceptMs.push(performance.now() - begun);
      peer.break();
    } catch (error) {
      if (error instanceof Refused && error.status === 503 && error.body.includes('"retryAfterMs":')) refused++;
      else failed.push(String(error));
    }
  };
  const knocks: Promise<void>[] = [];
  while (!stop.aborted) {
    knocks.push(knock());
    await pause(EVERY_MS, undefined, { signal: stop }).catch(() => {});
  }
  await Promise.all(knocks);
  return { acceptMs, refused, failed };
}
