import { type EnsembleGroup, partOf } from './ensemble-group.ts';
import { EnsembleHistory, type EnsembleLook } from './ensemble-history.ts';
import type { SpikeBound } from './spike-bound.ts';

/** All that a fitted ensemble knows. */
export interface EnsembleState {
  history: EnsembleHistory;
  readonly look: EnsembleLook;
  bound: SpikeBound;
  /** Last samples as they came. */
  readonly newest: Float64Array;
  /** Steps that count as one season for memories. */
  readonly season: number;
  /** How far apart the tenths at both ends of the history are: what a forecast that knows nothing would say. */
  readonly spread: number;
  readonly groups: readonly EnsembleGroup[];
  /** For each group, what was said about its middle lead and has not come yet. */
  readonly pending: readonly Float64Array[];
  /** When the next sample is due, in epoch milliseconds. */
  nextAt: number;
  readonly stepSeconds: number;
  /** Samples taken by `update`. */
  taken: number;
}

/** The lead of a group whose misses are watched. */
export function watchedLead({ from, to }: EnsembleGroup): number {
  return (from + to) >> 1;
}

/** Numbers kept of a forecast that is watched: what each member said, the blend, its width. */
export function pendingSize(history: EnsembleHistory): number {
  return history.members + 2;
}

/** Room for new samples before old ones are dropped. */
export function roomFor(length: number, season: number): number {
  return length + 2 * Math.max(season, 32);
}

/** Seasons that are kept when old ones are dropped: what the longest look back needs, and a little. */
const KEPT_SEASONS = 30;

/** Makes room by dropping whole weeks (or seasons) from the start; a group's parts of the season stay where they are. */
export function dropOldest(state: EnsembleState): void {
  const { history, look, season } = state;
  const { shape } = look;
  const unit = Math.max(shape.weekSteps, shape.period);
  const keep = Math.max(KEPT_SEASONS * shape.period, 2 * season, 64);
  const drop = Math.max(0, Math.floor((history.length - keep) / unit) * unit);
  const values = history.plain.values.slice(drop, history.length);
  const room = roomFor(values.length, season);
  state.history = new EnsembleHistory(values, look, room);
}

/** The part of the season of the sample that is a lead ahead. */
export function partAhead({ history, look }: EnsembleState, lead: number): number {
  return partOf(history.length - 1 + lead, look.shape.period);
}
