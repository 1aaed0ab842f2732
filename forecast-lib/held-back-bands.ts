import { ForecastFault } from './forecast-fault.ts';
import type { LeadGroup } from './lead-group.ts';
import type { Json } from './model.ts';
import { normalQuantile } from './normal-quantile.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

/** What forecasts missed on samples that were held back: their lead, and actual less forecast in units of a scale. */
export interface Misses {
  readonly leads: number[];
  readonly values: number[];
}

/** For a few leads, how far around its forecast a value is, at the levels of LEVELS. */
export interface HeldBackBands {
  /** Logarithms of the leads, rising. */
  readonly knots: Float64Array;
  /** For each knot, a number for each of LEVELS, rising, 0 at the median. */
  readonly rows: readonly Float64Array[];
}

const LEVELS = [
  0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95,
  0.965, 0.98, 0.99,
];

/**
 * Split-conformal bands (Papadopoulos et al. 2002; Lei et al. 2018): quantiles of the misses of each group of leads.
 * Misses of overlapping forecasts are alike, so the quantiles are widened as Student's t is for as many degrees of
 * freedom as forecasts of that lead fit one after another into what was held back (Cornish and Fisher 1960).
 *
 * @param held steps that were held back
 */
export function heldBackBands(misses: Misses, groups: readonly LeadGroup[], held: number): HeldBackBands {
  const knots: number[] = [];
  const rows: Float64Array[] = [];
  for (const { from, to } of groups) {
    const parts = to - from > 20 ? 3 : to - from > 4 ? 2 : 1;
    const width = (to + 1 - from) / parts;
    for (let part = 0; part < parts; part++) {
      const low = from + part * width;
      const inside = misses.values.filter((_, index) => {
        const lead = misses.leads[index] as number;
        return lead >= low && lead < low + width;
      });
      if (inside.length === 0) continue;
      const lead = low + (width - 1) / 2;
      knots.push(Math.log(lead));
      rows.push(bandOf(Float64Array.from(inside).sort(), Math.max(2, held / lead)));
    }
  }
  return { knots: Float64Array.from(knots), rows };
}

function bandOf(sorted: Float64Array, freedom: number): Float64Array {
  const middle = quantileIn(sorted, 0.5);
  return Float64Array.from(LEVELS, (level) => {
    const widening = 1 + (normalQuantile(level) ** 2 + 1) / (4 * freedom);
    return (quantileIn(sorted, level) - middle) * widening;
  });
}

/** The quantile with the level moved outwards as conformal prediction does for a finite sample. */
function quantileIn(sorted: Float64Array, level: number): number {
  const place = Math.max(0, Math.min(sorted.length - 1, level * (sorted.length + 1) - 1));
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + (place - below) * ((sorted[Math.min(sorted.length - 1, below + 1)] as number) - low);
}

/**
 * How far from its forecast the quantile of a level is, in units of the scale. Rises with the level. Beyond the last
 * knot it grows with the fourth root of the lead.
 */
export function bandAt({ knots, rows }: HeldBackBands, lead: number, level: number): number {
  const at = Math.log(lead);
  const last = knots.length - 1;
  if (last < 0) return 0;
  let knot = 0;
  while (knot < last && (knots[knot + 1] as number) < at) knot++;
  const here = knots[knot] as number;
  const next = knots[Math.min(last, knot + 1)] as number;
  const share = next > here ? Math.max(0, Math.min(1, (at - here) / (next - here))) : 0;
  const one = levelIn(rows[knot] as Float64Array, level);
  const two = levelIn(rows[Math.min(last, knot + 1)] as Float64Array, level);
  const beyond = Math.exp(Math.max(0, at - (knots[last] as number)) / 4);
  return (one + share * (two - one)) * beyond;
}

/** Between levels a straight line, outside them the normal's tail. */
function levelIn(row: Float64Array, level: number): number {
  const lowest = LEVELS[0] as number;
  if (level < lowest) return ((row[0] as number) * normalQuantile(level)) / normalQuantile(lowest);
  const highest = LEVELS[LEVELS.length - 1] as number;
  if (level > highest) return ((row[row.length - 1] as number) * normalQuantile(level)) / normalQuantile(highest);
  let index = 0;
  while (index < LEVELS.length - 2 && (LEVELS[index + 1] as number) < level) index++;
  const low = LEVELS[index] as number;
  const share = (level - low) / ((LEVELS[index + 1] as number) - low);
  return (row[index] as number) + share * ((row[index + 1] as number) - (row[index] as number));
}

export function saveBands({ knots, rows }: HeldBackBands): Json {
  return { knots: saveNumbers(knots), rows: rows.map((row) => saveNumbers(row)) };
}

/** @throws ForecastFault `bad-saved` */
export function restoreBands(saved: Json | undefined): HeldBackBands {
  const { knots, rows } = (saved ?? {}) as { knots?: Json; rows?: Json };
  const restored = { knots: restoreNumbers(knots), rows: Array.isArray(rows) ? rows.map(restoreNumbers) : [] };
  if (restored.rows.length !== restored.knots.length || restored.rows.some((row) => row.length !== LEVELS.length))
    throw new ForecastFault('bad-saved', 'bands of another shape');
  return restored;
}
