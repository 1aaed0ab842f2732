import type { ArimaOrders } from './arima-orders.ts';

const LONG = 1_000;

/** A fitted model to start from: its orders, and the numbers without bounds that its weights came from. */
export interface ArimaPlace {
  readonly orders: ArimaOrders;
  readonly place: Float64Array;
}

/** What series mostly are like: a little memory, and a season that is smoothed. In the order p, q, P, Q. */
const USUAL = [0.3, 0.1, 0.1, 0.6] as const;
/** Partial autocorrelations beyond 0.96 are no place to start from: tanh is nearly flat there. */
const EDGE = 2;

/**
 * Where a search for a local minimum starts: from what is usual, and from a fitted neighbour, or from nothing. A long
 * series has fewer false minima and costs more: there the neighbour is enough.
 */
export function roughStarts(orders: ArimaOrders, near: ArimaPlace | undefined, length: number): Float64Array[] {
  const usual = placeOf(orders, (group, index) => (index > 0 ? 0 : (USUAL[group] as number)));
  if (near === undefined) return [usual, usual.map(() => 0)];
  return length > LONG ? [startNear(orders, near)] : [usual, startNear(orders, near)];
}

/**
 * Where a search by exact likelihood starts: where the rough ones ended, best first, or where the best of them did and
 * from a neighbour. Where that one went to the edge it starts from further in and from nothing as well: a likelihood is level across a unit
 * root, and holds a search there.
 */
export function exactStarts(
  orders: ArimaOrders,
  ends: readonly Float64Array[],
  near: ArimaPlace | undefined,
): Float64Array[] {
  const best = ends[0] as Float64Array;
  const starts = near ? [best] : [...ends];
  if (near && near.place !== best) starts.push(startNear(orders, near));
  if (best.some((part) => Math.abs(part) > EDGE))
    starts.push(
      best.map((part) => Math.max(-1, Math.min(1, part))),
      new Float64Array(best.length),
    );
  return starts;
}

/** The same model with fewer weights or more: weights of partial autocorrelation 0 change nothing. */
function startNear(orders: ArimaOrders, near: ArimaPlace): Float64Array {
  const sizes = sizesOf(near.orders);
  return placeOf(orders, (group, index) => {
    if (index >= (sizes[group] as number)) return 0;
    const before = sizes.slice(0, group).reduce((sum, size) => sum + size, 0);
    return Math.max(-EDGE, Math.min(EDGE, near.place[before + index] as number));
  });
}

function sizesOf({ p, q, seasonalP, seasonalQ }: ArimaOrders): number[] {
  return [p, q, seasonalP, seasonalQ];
}

function placeOf(orders: ArimaOrders, part: (group: number, index: number) => number): Float64Array {
  return Float64Array.from(
    sizesOf(orders).flatMap((size, group) => Array.from({ length: size }, (_, index) => part(group, index))),
  );
}
