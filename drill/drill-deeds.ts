import type { Deed } from './drill-plan.ts';

/** Something that was broken on purpose. Times are the trace's, in epoch milliseconds. */
export interface DoneDeed {
  readonly deed: Deed;
  readonly at: number;
  /** Until when what it does to people is its own: a kill breaks sockets at once, a cut until everybody is back. */
  readonly hurtsUntil: number;
  /** Until when no plan can be ready for it: pods have to start. */
  readonly unforeseenUntil: number;
  /** The pod that was killed. */
  readonly pod?: string | undefined;
}

/** Whether somebody who is cut off now is so because of what was done. */
export function hurts(done: readonly DoneDeed[], at: number): boolean {
  return done.some((one) => one.deed !== 'spike' && at >= one.at && at <= one.hurtsUntil);
}

/** Whether there may be too few pods now because of what was done. */
export function isUnforeseen(done: readonly DoneDeed[], at: number): boolean {
  return done.some((one) => at >= one.at && at <= one.unforeseenUntil);
}

/** Those who were cut off. */
export interface Cuts {
  /** Because pods were let go, or for no reason that anybody knows: none is the promise. */
  readonly unplanned: number;
  /** Because of what was broken on purpose. */
  readonly planned: number;
  /** From which pods the first were, and how many. */
  readonly from: Readonly<Record<string, number>>;
}

/** How those who were cut off stand at a time. Counts only grow. */
export interface CutsSeen {
  readonly at: number;
  readonly cutsFrom: Readonly<Record<string, number>>;
}

/**
 * Tells those who were cut off because of a deed from all others: they were on the pod that was killed, or it was while Redis
 * was cut off and everybody came back.
 *
 * @param seen in the order of time; what was before the first of them does not count
 */
export function sortCuts(seen: readonly CutsSeen[], done: readonly DoneDeed[]): Cuts {
  const killed = new Set(done.flatMap(({ pod }) => pod ?? []));
  const cut = done.filter(({ deed }) => deed === 'cut');
  const from: Record<string, number> = {};
  let [planned, unplanned] = [0, 0];
  for (const [index, { at, cutsFrom }] of seen.entries()) {
    const before = seen[index - 1]?.cutsFrom;
    if (before === undefined) continue;
    for (const [place, count] of Object.entries(cutsFrom)) {
      const more = count - (before[place] ?? 0);
      if (more <= 0) continue;
      if (killed.has(place) || hurts(cut, at)) planned += more;
      else {
        unplanned += more;
        from[place] = (from[place] ?? 0) + more;
      }
    }
  }
  return { planned, unplanned, from };
}
