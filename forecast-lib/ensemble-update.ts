import { bandWidth } from './ensemble-bands.ts';
import type { EnsembleGroup } from './ensemble-group.ts';
import { sayBlend } from './ensemble-predict.ts';
import { dropOldest, type EnsembleState, partAhead, pendingSize, watchedLead } from './ensemble-state.ts';
import { errorWeights } from './ensemble-weights.ts';
import { RESIDUAL_LEVELS } from './residual-grid.ts';
import { widerBound, withinBound } from './spike-bound.ts';

/** How far a quantile of errors may move in one season, in distances of the tenths at both ends. */
const PACE = 0.5;
const LOW = RESIDUAL_LEVELS.indexOf(0.1);
const HIGH = RESIDUAL_LEVELS.indexOf(0.9);

/**
 * Takes the next sample: weights and bands learn from what was said about it, and the history goes on. A missing sample
 * teaches nothing and is taken to be what was said.
 */
export function updateEnsemble(state: EnsembleState, value: number): void {
  const { newest } = state;
  newest.copyWithin(0, 1);
  newest[newest.length - 1] = value;
  state.bound = widerBound(state.bound, newest);
  const known = Number.isNaN(value) ? Number.NaN : withinBound(state.bound, value);
  if (!Number.isNaN(known)) for (const [index, group] of state.groups.entries()) learn(state, group, index, known);
  const said = new Float64Array(state.history.members);
  const guess = Number.isNaN(known) ? sayBlend(state, state.groups[0] as EnsembleGroup, 1, said).value : known;
  if (state.history.length === state.history.plain.values.length) dropOldest(state);
  state.history.push(guess);
  state.taken++;
  state.nextAt += state.stepSeconds * 1000;
  for (const [index, group] of state.groups.entries()) watch(state, group, index, said);
}

/** Remembers what is said now about the group's middle lead. */
function watch(state: EnsembleState, group: EnsembleGroup, index: number, said: Float64Array): void {
  const lead = watchedLead(group);
  const size = pendingSize(state.history);
  const at = (state.taken % lead) * size;
  const { value, dispute } = sayBlend(state, group, lead, said);
  const pending = state.pending[index] as Float64Array;
  pending.set(said, at);
  pending[at + size - 2] = value;
  pending[at + size - 1] = bandWidth(group.shape, value, dispute, partAhead(state, lead));
}

/** Lets a group learn from the sample that its middle lead, said long ago, was about. */
function learn(state: EnsembleState, group: EnsembleGroup, index: number, value: number): void {
  const size = pendingSize(state.history);
  const at = ((state.taken + 1) % watchedLead(group)) * size;
  const pending = state.pending[index] as Float64Array;
  const blend = pending[at + size - 2] as number;
  if (Number.isNaN(blend)) return;
  const keep = 0.5 ** (1 / group.rule.halfLife);
  for (let member = 0; member < group.errors.length; member++) {
    const miss = Math.abs(value - (pending[at + member] as number));
    group.errors[member] = keep * (group.errors[member] as number) + (1 - keep) * miss;
  }
  group.weights = errorWeights(group.errors, group.rule.power);
  adapt(group.grid, (value - blend) / (pending[at + size - 1] as number), PACE / state.season);
}

/**
 * Moves each quantile up a little if the miss was above it and down if not, in the ratio that keeps it where it is once
 * it holds what it says (Gibbs and Candès 2021; Angelopoulos, Candès and Tibshirani 2023, quantile tracking).
 */
function adapt(grid: Float64Array, miss: number, pace: number): void {
  const reach = (grid[HIGH] as number) - (grid[LOW] as number);
  const step = pace * Math.max(reach, 1e-3);
  for (let index = 0; index < grid.length; index++) {
    const level = RESIDUAL_LEVELS[index] as number;
    const quantile = grid[index] as number;
    grid[index] = quantile + step * (miss > quantile ? level : level - 1);
  }
}
