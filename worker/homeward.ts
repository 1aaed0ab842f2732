/** Who is served at the edge and could be at the pods. */
export interface Absorbed {
  readonly session: string;
  readonly visitor: string;
}

/** What is remembered between two rounds, as plain data: an object that sleeps keeps it. Times in milliseconds. */
export interface Homeward {
  readonly nextAt: number;
  readonly pauseMs: number;
  /** Who was asked to come over in the last round. */
  readonly asked: readonly Absorbed[];
}

export interface HomewardRound {
  readonly next: Homeward;
  readonly ask: readonly Absorbed[];
}

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;
/** In one round no more of a room than a pod sheds when it is crowded, and never a crowd. */
const SHARE = 0.05;
const MOST = 20;

/** Somebody came who had to be absorbed: before the round of that, nobody is asked. */
export function homewardAfter(before: Homeward | undefined, now: number, chance: number): Homeward {
  return before ?? { nextAt: now + spread(FIRST_MS, chance), pauseMs: FIRST_MS, asked: [] };
}

/**
 * Who is asked to go to the pods now. While the pods are not ready nobody is, and when most of those who were asked are here
 * still or again, the pods had no room: then the next round is twice as far away. The first who stays there makes it short again.
 *
 * @param chance from 0 to 1, so that rooms do not ask at one time
 * @example
 * const here = [{ session: 's1', visitor: 'ada' }, { session: 's2', visitor: 'bob' }];
 * homewardRound({ nextAt: 0, pauseMs: 5_000, asked: [] }, { here, ready: true, now: 0, chance: 0.5 }).ask // => [{ session: 's1', visitor: 'ada' }]
 */
export function homewardRound(
  { pauseMs, asked }: Homeward,
  now: { readonly here: readonly Absorbed[]; readonly ready: boolean; readonly now: number; readonly chance: number },
): HomewardRound {
  const { here, ready } = now;
  const visitors = new Set(here.map(({ visitor }) => visitor));
  const stayed = asked.filter(({ visitor }) => visitors.has(visitor));
  const vain = !ready || (asked.length > 0 && stayed.length * 2 > asked.length);
  const next = vain ? Math.min(LONGEST_MS, pauseMs * 2) : FIRST_MS;
  const count = ready ? Math.min(MOST, Math.ceil(here.length * SHARE)) : 0;
  // Those who were asked in vain are not asked first again.
  const again = new Set(stayed.map(({ visitor }) => visitor));
  const ask = [
    ...here.filter(({ visitor }) => !again.has(visitor)),
    ...here.filter(({ visitor }) => again.has(visitor)),
  ];
  const asking = ask.slice(0, count);
  return { ask: asking, next: { nextAt: now.now + spread(next, now.chance), pauseMs: next, asked: asking } };
}

/** A pause, up to a quarter shorter or longer. */
function spread(ms: number, chance: number): number {
  return Math.round(ms * (0.75 + chance / 2));
}
