import { fitDirectRidge, ridgeHalfLife } from './direct-ridge-fit.ts';
import { ageWeights, type DirectRows, directRows } from './direct-rows.ts';
import { type BandShape, fitBands, SEASON_PARTS } from './ensemble-bands.ts';
import type { EnsembleHistory, Ridges } from './ensemble-history.ts';
import type { NaiveMember } from './ensemble-members.ts';
import { fromLogarithm, type LogarithmSpace } from './ensemble-space.ts';
import { blend, errorWeights, type WeighingRule, weighingRule } from './ensemble-weights.ts';
import type { LeadGroup } from './lead-group.ts';

/** What is known of a group of leads. */
export interface EnsembleGroup extends LeadGroup {
  readonly ridges: Ridges;
  readonly rule: WeighingRule;
  /** Mean absolute error of each member, the newest counting most. */
  readonly errors: Float64Array;
  weights: Float64Array;
  readonly shape: BandShape;
  /** Quantiles of errors in units of the shape's width. */
  readonly grid: Float64Array;
}

/** Residuals are forgotten with this half-life, in seasons. */
const RESIDUAL_SEASONS = 8.6;
/** How much more errors count that were measured on one season, at once and a season ahead. */
const DISTRUST = 0.8;
const DISTRUST_BY_LEAD = 2.5;

/** Which part of a season a sample is in. */
export function partOf(index: number, period: number): number {
  return Math.floor(((index % period) / period) * SEASON_PARTS);
}

/** What a group's memories are measured in. */
export interface GroupMemory {
  /** The oldest origin that has enough behind it. */
  readonly first: number;
  /** Steps that count as one season. */
  readonly season: number;
  /** The least that counts as a level. */
  readonly floor: number;
}

/** Past origins that a group cannot be learnt without. */
const FEWEST_ROWS = 8;

/**
 * Learns a group of leads: two ridges, weights of all members by what they missed on past origins, and bands.
 *
 * @param actual as measured, NaN where missing, in the places of the history
 * @returns nothing where too little is known
 */
export function fitGroup(
  history: EnsembleHistory,
  actual: Float64Array,
  group: LeadGroup,
  { first, season, floor }: GroupMemory,
): EnsembleGroup | undefined {
  const { plain, logarithm, space, members, naive } = history;
  const rows = directRows(actual, group, first);
  if (rows.count < FEWEST_ROWS) return undefined;
  const last = actual.length - 1;
  const ages = ageWeights(rows, last, ridgeHalfLife(season));
  const one = fitDirectRidge(plain, rows, ages, (value) => history.bound(value));
  const two =
    logarithm &&
    fitDirectRidge(logarithm, rows, ages, (value) => history.bound(fromLogarithm(space as LogarithmSpace, value)));
  const said = new Float64Array(rows.count * members);
  for (let row = 0; row < rows.count; row++) {
    const at = row * members;
    history.sayNaive(rows.origins[row] as number, rows.leads[row] as number, said, at);
    said[at + naive.length] = one.heldBack[row] as number;
    if (two) said[at + naive.length + 1] = two.heldBack[row] as number;
  }
  const rule = weighingRule((group.from + group.to) / 2 / season, season);
  const errors = memberErrors(rows, said, members, ageWeights(rows, last, rule.halfLife));
  distrust(errors, naive, (group.from + group.to) / 2 / season, (last + 1 - first) / season);
  const weights = errorWeights(errors, rule.power);
  const past = pastForecasts(rows, said, weights, plain.period, ageWeights(rows, last, RESIDUAL_SEASONS * season));
  const ridges = { plain: one.weights, logarithm: two?.weights };
  return { ...group, ridges, rule, errors, weights, ...fitBands(past, floor, rule.dispute) };
}

/**
 * Errors of members that are more than a sample seen before count as larger, the fewer seasons they were measured on and
 * the longer the lead: on a short history the blend falls back to persistence, which cannot be fitted too closely.
 */
function distrust(errors: Float64Array, naive: readonly NaiveMember[], middle: number, seasons: number): void {
  const factor = 1 + (DISTRUST + DISTRUST_BY_LEAD * Math.min(1, middle)) / seasons;
  for (let member = 0; member < errors.length; member++)
    if (!naive[member]?.persists) errors[member] = (errors[member] as number) * factor;
}

function memberErrors(rows: DirectRows, said: Float64Array, members: number, ages: Float64Array): Float64Array {
  const errors = new Float64Array(members);
  let weight = 0;
  for (let row = 0; row < rows.count; row++) {
    const age = ages[row] as number;
    weight += age;
    for (let member = 0; member < members; member++) {
      const miss = Math.abs((rows.actual[row] as number) - (said[row * members + member] as number));
      errors[member] = (errors[member] as number) + age * miss;
    }
  }
  return errors.map((error) => error / weight);
}

function pastForecasts(
  rows: DirectRows,
  said: Float64Array,
  weights: Float64Array,
  period: number,
  ages: Float64Array,
) {
  const values = new Float64Array(rows.count);
  const disputes = new Float64Array(rows.count);
  const parts = new Uint8Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const { value, dispute } = blend(said, row * weights.length, weights);
    values[row] = value;
    disputes[row] = dispute;
    parts[row] = partOf((rows.origins[row] as number) + (rows.leads[row] as number), period);
  }
  return { actual: rows.actual, values, disputes, parts, weights: ages };
}
