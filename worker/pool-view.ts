/** What became of somebody who was sent to the pods. */
export type PoolAnswer =
  /** They took them, or refused them for reasons of their own. */
  | { readonly kind: 'open' }
  /** There are too many: come back after a while. */
  | { readonly kind: 'full'; readonly retryAfterMs: number }
  /** Nobody answered who could have taken them. */
  | { readonly kind: 'away' };

/** What an isolate remembers of the pods. */
export interface PoolView {
  /** Nobody is sent to them until then. */
  readonly avoidUntilAt: number;
  /** When they were last in trouble: an answer to what was asked before says nothing of the time after. */
  readonly troubleAt: number;
  /** Troubles in a row. */
  readonly troubles: number;
  /** Whether they have to say that they are ready before anybody is sent to them again. */
  readonly away: boolean;
}

export const POOL_UNKNOWN: PoolView = { avoidUntilAt: 0, troubleAt: -1, troubles: 0, away: false };

/** Pauses in milliseconds: after the first trouble, and never longer. Whether somebody is there again is cheap to ask. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = { full: 15_000, away: 3_000 };

/**
 * Where somebody who comes now goes. `ask` is the edge too, and somebody should ask the pods whether they are ready.
 *
 * @example
 * placeFor(POOL_UNKNOWN, 5_000) // => 'pool'
 * placeFor({ avoidUntilAt: 6_000, troubleAt: 5_000, troubles: 1, away: true }, 5_500) // => 'edge'
 * placeFor({ avoidUntilAt: 6_000, troubleAt: 5_000, troubles: 1, away: true }, 6_000) // => 'ask'
 */
export function placeFor({ avoidUntilAt, away }: PoolView, now: number): 'pool' | 'edge' | 'ask' {
  if (now < avoidUntilAt) return 'edge';
  return away ? 'ask' : 'pool';
}

/**
 * What is known after an answer. Trouble after trouble makes the pause twice as long, so that pods that are full at each
 * try are tried less and less; the first who is taken ends it.
 *
 * @param askedAt when the pods were asked, in epoch milliseconds
 * @example
 * poolAfter(POOL_UNKNOWN, { kind: 'full', retryAfterMs: 3_000 }, 0, 10) // => { avoidUntilAt: 3010, troubleAt: 10, troubles: 1, away: false }
 * poolAfter({ avoidUntilAt: 3_010, troubleAt: 10, troubles: 1, away: false }, { kind: 'open' }, 5, 20).avoidUntilAt // => 3010
 */
export function poolAfter(view: PoolView, answer: PoolAnswer, askedAt: number, now: number): PoolView {
  const old = askedAt <= view.troubleAt;
  if (answer.kind === 'open') return old ? view : POOL_UNKNOWN;
  // Many who were sent together are refused together: that is one trouble.
  const troubles = old ? view.troubles : view.troubles + 1;
  const least = answer.kind === 'full' ? Math.max(SHORTEST_MS, answer.retryAfterMs) : SHORTEST_MS;
  const pauseMs = Math.min(LONGEST_MS[answer.kind], least * 2 ** Math.min(10, troubles - 1));
  const avoidUntilAt = Math.max(view.avoidUntilAt, now + pauseMs);
  return { avoidUntilAt, troubleAt: old ? view.troubleAt : now, troubles, away: answer.kind === 'away' };
}
