import type { Clock } from '#chat';
import { arePodsReady } from './pods-ready.ts';
import { POOL_UNKNOWN, type PoolAnswer, placeFor, poolAfter } from './pool-view.ts';
import { proxy } from './proxy.ts';

/** Who is sent to the pods waits so long for their answer, in milliseconds: longer than one waits for a turn there. */
const ANSWER_MS = 1_500;
/** After so long without an answer the pods are asked again, in milliseconds. */
const READY_MS = 1_500;
/** Whoever asks waits so long for that answer, in milliseconds. */
const AT_ONCE_MS = 300;

/**
 * The pods as an isolate sees them: it sends people there while they have room, and remembers for a short while when they
 * had none.
 */
export class Pool {
  readonly #originUrl: string;
  readonly #clock: Clock;
  #view = POOL_UNKNOWN;

  constructor(originUrl: string, clock: Clock) {
    this.#originUrl = originUrl;
    this.#clock = clock;
  }

  /**
   * What the pods answer; `undefined` when they have no room, and the edge is to serve. Never rejects.
   *
   * @param later is given what goes on after the answer
   */
  async open(request: Request, later: (work: Promise<void>) => void): Promise<Response | undefined> {
    const askedAt = this.#clock.now();
    const place = placeFor(this.#view, askedAt);
    if (place === 'ask') {
      // Whoever comes meanwhile does not ask too.
      this.#view = { ...this.#view, avoidUntilAt: askedAt + READY_MS };
      const asked = this.#askReady(askedAt);
      later(asked);
      // Pods that are there again say so at once, and then whoever asked goes there too.
      await Promise.race([asked, new Promise<void>((resolve) => this.#clock.after(AT_ONCE_MS, resolve))]);
    }
    if (placeFor(this.#view, askedAt) !== 'pool') return undefined;
    const response = await this.#send(request);
    const answer = poolAnswerOf(response);
    this.#view = poolAfter(this.#view, answer, askedAt, this.#clock.now());
    if (answer.kind === 'open') return response;
    await response?.body?.cancel();
    return undefined;
  }

  async #send(request: Request): Promise<Response | undefined> {
    const tooLate = new AbortController();
    const cancel = this.#clock.after(ANSWER_MS, () => tooLate.abort());
    try {
      return await proxy(request, this.#originUrl, tooLate.signal);
    } catch {
      return undefined;
    } finally {
      cancel();
    }
  }

  async #askReady(askedAt: number): Promise<void> {
    const ready = await arePodsReady(this.#originUrl);
    this.#view = poolAfter(this.#view, { kind: ready ? 'open' : 'away' }, askedAt, this.#clock.now());
  }
}

/**
 * What an answer says of the pods. One that refuses for a reason of the visitor's (a token, an address that comes too
 * often) is an answer like others.
 *
 * @example
 * poolAnswerOf(new Response(null, { status: 401 })) // => { kind: 'open' }
 * poolAnswerOf(new Response(null, { status: 503, headers: { 'retry-after': '3' } })) // => { kind: 'full', retryAfterMs: 3000 }
 * poolAnswerOf(undefined) // => { kind: 'away' }
 */
export function poolAnswerOf(response: Response | undefined): PoolAnswer {
  const status = response?.status ?? 0;
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  if (status === 503 && Number.isFinite(seconds)) return { kind: 'full', retryAfterMs: seconds * 1000 };
  // 502, 504 and what Cloudflare answers itself for an origin that cannot be reached (520 to 530).
  const away = response === undefined || status === 502 || status === 503 || status === 504 || status >= 520;
  return { kind: away ? 'away' : 'open' };
}
