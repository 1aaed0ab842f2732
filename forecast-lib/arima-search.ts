import type { ArimaOrders } from './arima-orders.ts';

/** How far a search for orders may go. */
export interface OrderLimits {
  readonly p: number;
  readonly q: number;
  readonly seasonalP: number;
  readonly seasonalQ: number;
  /** May the model have a constant? */
  readonly constant: boolean;
  /** Models tried at most. */
  readonly models: number;
}

/** What a search is done with: something with a criterion, the less the better, infinite for a model to be avoided. */
export interface Judged {
  readonly orders: ArimaOrders;
  readonly criterion: number;
}

/** Changes of p, q, P, Q that are tried from the best model so far, in this order (Hyndman and Khandakar 2008, 3.2). */
const MOVES: readonly (readonly [number, number, number, number])[] = [
  [0, 0, -1, 0],
  [0, 0, 0, -1],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
  [0, 0, -1, -1],
  [0, 0, -1, 1],
  [0, 0, 1, -1],
  [0, 0, 1, 1],
  [-1, 0, 0, 0],
  [0, -1, 0, 0],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [-1, -1, 0, 0],
  [-1, 1, 0, 0],
  [1, -1, 0, 0],
  [1, 1, 0, 0],
];

/**
 * The stepwise search of Hyndman and Khandakar (2008): four models to start from, then from the best so far to the first
 * better neighbour, until there is none. No model is judged twice.
 *
 * @param base the differences and the period
 * @returns every model judged, best first
 */
export function searchOrders<Found extends Judged>(
  base: Pick<ArimaOrders, 'd' | 'seasonalD' | 'period'>,
  limits: OrderLimits,
  short: boolean,
  judge: (orders: ArimaOrders, best: Found | undefined) => Found,
): Found[] {
  const found = new Map<string, Found>();
  let best: Found | undefined;
  /** Is it new, and the best? */
  const wins = (p: number, q: number, seasonalP: number, seasonalQ: number, withConstant: boolean): boolean => {
    const key = `${p},${q},${seasonalP},${seasonalQ},${withConstant}`;
    if (found.has(key) || found.size >= limits.models) return false;
    const judged = judge({ ...base, p, q, seasonalP, seasonalQ, withConstant }, best);
    found.set(key, judged);
    if (best !== undefined && !(judged.criterion < best.criterion)) return false;
    best = judged;
    return true;
  };
  const { constant } = limits;
  const [some, season] = short ? [1, 0] : [2, 1];
  const least = (limit: number, start: number) => Math.min(limit, start);
  wins(
    least(limits.p, some),
    least(limits.q, some),
    least(limits.seasonalP, season),
    least(limits.seasonalQ, season),
    constant,
  );
  wins(0, 0, 0, 0, constant);
  wins(least(limits.p, 1), 0, least(limits.seasonalP, 1), 0, constant);
  wins(0, least(limits.q, 1), 0, least(limits.seasonalQ, 1), constant);
  if (constant) wins(0, 0, 0, 0, false);
  const stepped = (): boolean => {
    const { p, q, seasonalP, seasonalQ, withConstant } = (best as Found).orders;
    const within = (order: number, limit: number) => order >= 0 && order <= limit;
    for (const [byP, byQ, bySeasonalP, bySeasonalQ] of MOVES) {
      const next = [p + byP, q + byQ, seasonalP + bySeasonalP, seasonalQ + bySeasonalQ] as const;
      const allowed =
        within(next[0], limits.p) &&
        within(next[1], limits.q) &&
        within(next[2], limits.seasonalP) &&
        within(next[3], limits.seasonalQ);
      if (allowed && wins(...next, withConstant)) return true;
    }
    return constant && wins(p, q, seasonalP, seasonalQ, !withConstant);
  };
  while (stepped());
  return [...found.values()].sort((one, other) => one.criterion - other.criterion || 0);
}
