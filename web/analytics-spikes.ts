import type { Column } from './analytics-column.ts';

/** Rises that are less apart than this belong to one spike, and a need that was there within it is no rise. */
const APART_MS = 30 * 60_000;
/** Pods that were there for longer than this before they were needed were not brought by that. */
const BEFORE_MS = 60 * 60_000;

/** A rise of connections past what fewer pods carry. */
export interface Spike {
  /** When the first of its capacity steps was crossed. */
  readonly at: number;
  /** The pods that it needed in the end, and those that were needed before. */
  readonly from: number;
  readonly to: number;
  /**
   * How long before they were needed that many pods were wanted, were ready, and would have been wanted by the reactive rule,
   * of the step for which that was least; negative when it was later. `undefined` where it is not known.
   */
  readonly desiredMs: number | undefined;
  readonly readyMs: number | undefined;
  readonly reactiveMs: number | undefined;
}

export interface SpikesKnown {
  readonly at: readonly number[];
  readonly value: Column;
  readonly desired: Column;
  readonly ready: Column;
  readonly reactive: Column;
  /** What a pod is meant to carry. */
  readonly target: number | undefined;
}

/**
 * The rises past a capacity step, and how much earlier (or later) than each there were pods for it.
 *
 * @example
 * const at = [0, 60_000, 120_000, 180_000, 240_000];
 * const pods = { desired: [1, 2, 2, 2, 2], ready: [1, 1, 2, 2, 2], reactive: [1, 1, 1, 1, 2] };
 * spikesOf({ at, value: [90, 90, 90, 150, 150], ...pods, target: 100 }) // => [{ at: 180000, from: 1, to: 2, desiredMs: 120000, readyMs: 60000, reactiveMs: -60000 }]
 */
export function spikesOf({ at, value, desired, ready, reactive, target }: SpikesKnown): Spike[] {
  if (target === undefined || !(target > 0)) return [];
  const need = value.map((load) => (load === null ? null : Math.max(1, Math.ceil(load / target))));
  const spikes: Spike[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { row, from, to } of risesOf(at, need)) {
    const time = at[row] as number;
    const leads = [desired, ready, reactive].map((pods) => leadOf(at, pods, row, to));
    const [desiredMs, readyMs, reactiveMs] = leads;
    const before = time - lastAt < APART_MS ? spikes.pop() : undefined;
    lastAt = time;
    spikes.push({
      at: before?.at ?? time,
      from: before?.from ?? from,
      to,
      desiredMs: least(before?.desiredMs, desiredMs),
      readyMs: least(before?.readyMs, readyMs),
      reactiveMs: least(before?.reactiveMs, reactiveMs),
    });
  }
  return spikes;
}

/** Rows at which more pods are needed than at any known time in the half hour before. */
function risesOf(at: readonly number[], need: Column): { row: number; from: number; to: number }[] {
  const rises: { row: number; from: number; to: number }[] = [];
  /** Rows of the half hour whose need no later one reaches: the first is the highest. */
  let highest: number[] = [];
  for (const [row, pods] of need.entries()) {
    if (pods === null) continue;
    const since = (at[row] ?? 0) - APART_MS;
    highest = highest.filter((other) => (at[other] ?? 0) >= since);
    const before = highest[0] === undefined ? undefined : (need[highest[0]] ?? undefined);
    if (before !== undefined && pods > before) rises.push({ row, from: before, to: pods });
    highest = [...highest.filter((other) => (need[other] ?? 0) > pods), row];
  }
  return rises;
}

/**
 * How long before a row there were so many pods without a pause until then, or after it, how much later they came; `undefined`
 * where that is not known, where they were there for longer than an hour, or where the need was gone before.
 */
function leadOf(at: readonly number[], pods: Column, row: number, wanted: number): number | undefined {
  const time = at[row] as number;
  const isEnough = (index: number) => (pods[index] ?? -1) >= wanted;
  if (pods[row] === null || pods[row] === undefined) return undefined;
  if (isEnough(row)) {
    let first = row;
    while (first > 0 && isEnough(first - 1)) first--;
    const isKnown = first > 0 && typeof pods[first - 1] === 'number' && time - (at[first] as number) <= BEFORE_MS;
    return isKnown ? time - (at[first] as number) : undefined;
  }
  const later = pods.findIndex((_, index) => index > row && isEnough(index));
  return later === -1 || (at[later] as number) - time > BEFORE_MS ? undefined : time - (at[later] as number);
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/**
 * How much earlier than needed pods were wanted: the middle of all spikes and the worst.
 *
 * @example
 * leadsOf([{ at: 0, from: 1, to: 2, desiredMs: 120000, readyMs: undefined, reactiveMs: -60000 }]) // => { spikes: 1, desiredMs: 120000, worstMs: 120000, wonMs: 180000 }
 */
export function leadsOf(spikes: readonly Spike[]): Leads | undefined {
  const leads = spikes.flatMap(({ desiredMs }) => (desiredMs === undefined ? [] : [desiredMs]));
  const won = spikes.flatMap(({ desiredMs, reactiveMs }) =>
    desiredMs === undefined || reactiveMs === undefined ? [] : [desiredMs - reactiveMs],
  );
  const desiredMs = middle(leads);
  if (desiredMs === undefined) return undefined;
  return { spikes: leads.length, desiredMs, worstMs: Math.min(...leads), wonMs: middle(won) };
}

export interface Leads {
  /** Those of which it is known. */
  readonly spikes: number;
  readonly desiredMs: number;
  readonly worstMs: number;
  /** Earlier than the reactive rule would have. */
  readonly wonMs: number | undefined;
}

function middle(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
}
