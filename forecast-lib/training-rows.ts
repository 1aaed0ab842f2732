import { levelNow } from './feature-parts.ts';
import type { Feature } from './features.ts';
import type { LeadGroup } from './lead-group.ts';
import type { SeriesWindow } from './series-window.ts';

/** What a learner learns from: a row for each origin and lead drawn. */
export interface TrainingRows {
  readonly count: number;
  readonly columns: number;
  /** Features, row after row, with the level taken off and divided by the scale of their origin. */
  readonly matrix: Float64Array;
  /** The target, likewise. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
  readonly lead: Float64Array;
}

/** Where rows are drawn from: origins in [from, to), with targets before `end`. */
export interface Draw {
  readonly from: number;
  readonly end: number;
  readonly group: LeadGroup;
  readonly count: number;
  /** Steps after which an older row counts half. */
  readonly halfLife: number;
  /** What came, in the places of the window; NaN where it is missing and gives no row. */
  readonly actual: Float64Array;
}

const GOLDEN = 0.618_033_988_749_895;

/**
 * The scale of a series at an origin: the mean absolute distance from the mean over the last season (288 samples where
 * there is none), but no less than `floor`.
 */
export function scaleAt(window: SeriesWindow, origin: number, floor: number): number {
  const steps = window.period || 288;
  const mean = window.mean(origin - steps, origin);
  const stride = Math.max(1, Math.floor(steps / 96));
  let sum = 0;
  let count = 0;
  for (let index = origin - 1; index >= Math.max(0, origin - steps); index -= stride) {
    const aside = Math.abs((window.values[index] as number) - mean);
    if (Number.isNaN(aside)) continue;
    sum += aside;
    count++;
  }
  return count === 0 ? floor : Math.max(floor, sum / count);
}

/** Writes the features of one lead at one origin to `row`, free of level and scale. */
export function writeRow(
  features: readonly Feature[],
  window: SeriesWindow,
  origin: number,
  lead: number,
  level: number,
  scale: number,
  row: Float64Array,
): void {
  for (let column = 0; column < features.length; column++) {
    const { kind, at } = features[column] as Feature;
    const value = at(window, origin, lead);
    row[column] =
      kind === 'level' ? (value - level) / scale : kind === 'change' || kind === 'spread' ? value / scale : value;
  }
}

/**
 * Draws rows evenly over time, and leads evenly over the group (multiples of the golden ratio: no randomness). Targets
 * that are missing give no row.
 */
export function drawRows(features: readonly Feature[], window: SeriesWindow, floor: number, draw: Draw): TrainingRows {
  const { from, end, group, halfLife, actual } = draw;
  const count = Math.min(draw.count, Math.max(0, end - from) * (group.to - group.from + 1));
  const columns = features.length;
  const matrix = new Float64Array(count * columns);
  const target = new Float64Array(count);
  const weight = new Float64Array(count);
  const leads = new Float64Array(count);
  let row = 0;
  for (let index = 0; index < count; index++) {
    const share = (index * GOLDEN) % 1;
    const lead = group.from + Math.floor(share * (group.to - group.from + 1));
    const origin = from + Math.floor(((index + 0.5) / count) * (end - lead + 1 - from));
    if (origin < from) continue;
    const value = actual[origin + lead - 1] as number;
    const level = levelNow(window, origin);
    if (Number.isNaN(value) || Number.isNaN(level)) continue;
    const scale = scaleAt(window, origin, floor);
    writeRow(features, window, origin, lead, level, scale, matrix.subarray(row * columns, (row + 1) * columns));
    target[row] = (value - level) / scale;
    weight[row] = 0.5 ** ((end - origin) / halfLife);
    leads[row] = lead;
    row++;
  }
  return {
    count: row,
    columns,
    matrix: matrix.subarray(0, row * columns),
    target: target.subarray(0, row),
    weight: weight.subarray(0, row),
    lead: leads.subarray(0, row),
  };
}
