import type { LeadGroup } from './lead-group.ts';

/** Origins and leads to learn from, newest first, and what came. */
export interface DirectRows {
  readonly count: number;
  /** Index of the last sample that is known at each origin. */
  readonly origins: Int32Array;
  readonly leads: Int32Array;
  readonly actual: Float64Array;
  /** Which of the blocks of time it is in; blocks are forecast by what was learnt from the others. */
  readonly blocks: Uint8Array;
}

export const BLOCKS = 5;

/**
 * Origins that are looked at, and twice as many where a group is a single lead. For leads beyond an hour of five minutes
 * a short history has fewer: its origins are alike, and each costs the same.
 */
const ORIGINS = 320;
const FEWEST_ORIGINS = 120;
const ORIGINS_EACH = 0.05;
const NEAR = 12;
const GOLDEN = 0.618;

/**
 * Draws rows evenly over the history: a bounded number, however long it is. Each origin takes one lead of a group or
 * two, and others than its neighbours. Rows whose sample is missing are left out.
 *
 * @param actual as measured, NaN where missing
 * @param first the oldest origin that has enough behind it
 */
export function directRows(actual: Float64Array, group: LeadGroup, first: number): DirectRows {
  const size = group.to - group.from + 1;
  const each = Math.min(size, 2);
  const newest = actual.length - 1 - group.from;
  const span = newest - first + 1;
  const fewer = Math.min(ORIGINS, Math.max(FEWEST_ORIGINS, ORIGINS_EACH * actual.length));
  const wanted = group.to <= NEAR ? ORIGINS : fewer;
  const step = Math.max(1, span / (wanted * (3 - each)));
  const most = each * (Math.max(0, Math.ceil(span / step)) + 1);
  const origins = new Int32Array(most);
  const leads = new Int32Array(most);
  const blocks = new Uint8Array(most);
  const found = new Float64Array(most);
  let count = 0;
  let turn = 0;
  for (let place = newest; place >= first; place -= step, turn++) {
    const origin = Math.floor(place);
    for (let part = 0; part < each; part++) {
      const lead = group.from + Math.floor(((part + ((turn * GOLDEN) % 1)) / each) * size);
      const value = actual[origin + lead];
      if (value === undefined || Number.isNaN(value)) continue;
      origins[count] = origin;
      leads[count] = lead;
      found[count] = value;
      blocks[count] = Math.min(BLOCKS - 1, Math.floor(((origin - first) / span) * BLOCKS));
      count++;
    }
  }
  return { count, origins, leads, blocks, actual: found.subarray(0, count) };
}

/** The weight of each row: half for each half-life that its origin is before the newest sample. */
export function ageWeights(rows: DirectRows, last: number, halfLife: number): Float64Array {
  const weights = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) weights[row] = 0.5 ** ((last - (rows.origins[row] as number)) / halfLife);
  return weights;
}
